/** The shop's own backend on the local stack: what a browser may not do itself, it asks for here. */

async function call(method, path, body) {
  const response = await fetch(path, { method, headers: body ? { "content-type": "application/json" } : {}, body: body && JSON.stringify(body) });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail ?? answer.title ?? `HTTP ${response.status}`);
  return answer;
}

export const configuration = () => call("GET", "/config.json");

/** Records the order as the shop's backend does: Microlift believes no browser about money. */
export const recordOrder = (order) => call("POST", "/demo/orders", order);

export const putCustomers = (customers) => call("PUT", "/demo/customers", customers);

/** Returns the token by which the shop's backend vouches for a customer, and for Prime. */
export async function customerToken(customer) {
  const answer = await call("POST", "/demo/customer-token", customer);
  return answer.customer_token ?? answer.token;
}

export const readClock = async () => (await call("GET", "/demo/clock")).now;

export const moveClock = async (now) => (await call("PUT", "/demo/clock", { now })).now ?? now;
