/** A pass or builder cannot make a variant of this model; the message is the reason, as it stands in the reports. */
export class Refusal extends Error {
	override readonly name = "Refusal";
}
