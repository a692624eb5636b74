const UNITS = { h: 3600, m: 60, s: 1 } as const;

const DURATION =
	/^(?:(?<h>\d+(?:\.\d+)?)h)?(?:(?<m>\d+(?:\.\d+)?)m)?(?:(?<s>\d+(?:\.\d+)?)s)?$/;

/** The seconds of a duration such as `2h`, `1h30m`, `90s`, or a plain number of seconds; undefined for any other text. */
export function parseDuration(text: string): number | undefined {
	if (/^\d+(?:\.\d+)?$/.test(text)) {
		return Number(text);
	}
	const parts = DURATION.exec(text)?.groups;
	if (text === "" || parts === undefined) {
		return undefined;
	}
	return (Object.keys(UNITS) as (keyof typeof UNITS)[]).reduce(
		(sum, unit) => sum + Number(parts[unit] ?? 0) * UNITS[unit],
		0,
	);
}
