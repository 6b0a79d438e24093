/** Microlift's browser SDK. Amounts are integers in minor units (1299 is 12.99 EUR); times are epoch ms. */

export type Answer = "granted" | "denied";

/** Consent Mode v2. What is left out stays as it is; in the beginning everything is denied. */
export interface Consent {
  analytics_storage?: Answer;
  ad_storage?: Answer;
  ad_user_data?: Answer;
  ad_personalization?: Answer;
}

export interface Place {
  /** Such as "home", "category", "product", "cart", "checkout". */
  type?: string;
  path?: string;
  item?: { item_id: string };
}

export interface Options {
  /** The publishable key. */
  key: string;
  /** Where the API is, such as "https://api.shop.example". */
  endpoint: string;
  /** The shop's word for who is signed in: a JWT of its server. */
  customerToken?: string;
  /** The currency of GA4 events whose items have prices and that name none. */
  currency?: string;
  /** For shops without Consent Mode: what the shopper has consented to. */
  consent?: Consent;
  /** The dataLayer's name; "dataLayer" if not given. */
  dataLayer?: string;
  /** Says where the shopper is, where the page's address and markup do not. */
  page?: () => Place;
  /** Added to what a session is opened with. */
  visit?: () => { locale?: string; time_zone?: string; channel?: string; device?: "desktop" | "mobile" | "tablet" };
  /** false: the shop pushes its own `page_view`. */
  pageViews?: boolean;
  /** false: page speed is not measured. */
  speed?: boolean;
  /** After how many seconds in view `time_on_page` is told; 25 if not given. */
  timeOnPageS?: number;
  /** true: on touch devices the first "back" is noticed as `exit_intent` instead of followed. */
  backIntent?: boolean;
  /** false: the shop shows interventions by itself; a text: the address of another file that shows them. */
  ui?: boolean | string;
  /** Hears of every fault and every rejected event. Nothing is ever thrown. */
  onError?: (error: ClientError) => void;
  /** Another clock, for demonstrations and tests. */
  now?: () => number;
}

/** A problem of the API, a rejected event with its place and reason, or a fault inside the SDK. */
export interface ClientError {
  message: string;
  code?: string;
  status?: number;
  path?: string;
  event_id?: string;
  event?: object;
}

export interface Item {
  item_id: string;
  quantity?: number;
  price?: number;
  category?: string;
  brand?: string;
}

export interface Tracked {
  currency?: string;
  value?: number;
  items?: Item[];
  params?: Record<string, string | number | boolean | null>;
  page?: { type?: string; path?: string };
}

export interface Line {
  line_id: string;
  item_id: string;
  quantity: number;
  unit_price: number;
  category?: string;
  tags?: string[];
  addon_of?: string | null;
}

/** A cart as the API takes it; the SDK numbers its revisions. */
export interface Cart {
  cart_id: string;
  currency: string;
  stage?: "cart" | "checkout_prep" | "checkout" | "completed";
  lines: Line[];
  shipping?: { selected: boolean; amount: number };
  codes?: string[];
}

/** What a cart earns; docs/rules.md tells it all. */
export interface Decision {
  decision_id: string;
  session_id: string;
  cart_id: string;
  revision: number;
  sequence: number;
  currency: string;
  totals: { type: string; amount: number }[];
  discounts: { codes: unknown[]; applied: Discount[] };
  offer: { offer_id: string; token: string; expires_at: number } | null;
  interventions: Intervention[];
  [more: string]: unknown;
}

export interface Discount {
  rule: string;
  title: string;
  amount: number;
  allocations: { path: string; amount: number }[];
  /** The code that it is for; an automatic one has none. */
  code?: string;
  [more: string]: unknown;
}

export interface Intervention {
  type: string;
  rule: string;
  params: Record<string, any>;
}

export interface Session {
  session_id: string;
  visitor_id?: string;
  token: string;
  expires_at: number;
  socket_url: string;
  cart?: (Cart & { revision: number }) | null;
}

export interface Intent {
  probability: number;
  [more: string]: unknown;
}

/** Tells what became of an intervention that the shop shows by itself. */
export type Outcome = (what: "shown" | "clicked" | "dismissed") => void;
export type Off = () => void;

export interface Client {
  /** Takes an event of the catalogue, or a registered `custom_...`. Amounts in minor units. */
  track(name: string, given?: Tracked): void;
  cart: {
    /** Has the cart evaluated; the answer comes to `onDecision`. */
    update(cart: Cart): void;
    /** Whether a decision on the last update is still to come. */
    readonly waiting: boolean;
  };
  /** `lineIds` are the lines that the decision's `$.lines[n]` speak of; `pushed`: it came by itself. */
  onDecision(listener: (decision: Decision, more: { lineIds: string[] | null; pushed: boolean }) => void): Off;
  onIntervention(listener: (intervention: Intervention, outcome: Outcome) => void): Off;
  on(name: "session", listener: (session: Session) => void): Off;
  on(name: "status", listener: (status: "live" | "offline") => void): Off;
  /** A cart that another tab of the session has sent. */
  on(name: "cart", listener: (cart: Cart & { revision: number }) => void): Off;
  /** A cart that this page sent. */
  on(name: "sent", listener: (cart: Cart & { revision: number }) => void): Off;
  on(name: "error", listener: (error: ClientError) => void): Off;
  /** The default UI's button was pressed. */
  on(name: "action", listener: (intervention: Intervention) => void): Off;
  /** The probability to buy, with its reasons; null when it cannot be told. */
  intent(): Promise<Intent | null>;
  /** Says what the shopper consents to, for shops without Consent Mode. */
  consent(said: Consent): void;
  /** The session, opened if need be; null when that fails. */
  session(): Promise<Session | null>;
  /** Goes on as a customer that the shop's server vouches for, or as nobody; null when that fails. */
  signIn(customerToken?: string): Promise<Session | null>;
  /** Sends what is gathered at once. */
  flush(): void;
  /** Ends everything; unsent events stay stored for the next page. */
  stop(): void;
}

export function start(options: Options): Client;
