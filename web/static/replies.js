// Asking the service for something, and what went wrong in words for people.

// Throws an Error whose message is a sentence; an AbortError is passed on as it is.
export async function fetched(address, options) {
  const reply = await fetch(address, options).catch((error) => {
    throw error.name === "AbortError" ? error : new Error("The service could not be reached.");
  });
  if (reply.ok) return reply;
  const problem = await reply.json().catch(() => null);
  throw new Error(sentence(problem?.detail ?? `The service answered with status ${reply.status}`));
}

export function sentence(words) {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
