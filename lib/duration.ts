/** A duration for people: `0.4 s`, `42 s`, `3:07 min`, `2:05 h`. */
export function formatDuration(ms: number): string {
	const seconds = Math.round(ms / 1000);
	if (ms < 9950) {
		return `${(ms / 1000).toFixed(1)} s`;
	}
	if (seconds < 60) {
		return `${seconds} s`;
	}
	const minutes = Math.round(seconds / 60);
	return seconds < 3600
		? `${Math.floor(seconds / 60)}:${twoDigits(seconds % 60)} min`
		: `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)} h`;
}

function twoDigits(number: number): string {
	return String(number).padStart(2, "0");
}
