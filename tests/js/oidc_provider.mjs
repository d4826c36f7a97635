// An OpenID provider that others wrote and had certified: `oidc-provider`. What it is told comes as JSON.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

const told = JSON.parse(process.argv[2]);

const key = (kind, options, kid) => ({
  ...generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" }),
  kid,
  use: "sig",
});

const provider = new Provider(told.issuer, {
  clients: [told.client],
  cookies: { keys: ["of this process alone"] },
  jwks: {
    keys: [
      key("rsa", { modulusLength: 2048 }, `rsa-${told.generation}`),
      key("ec", { namedCurve: "P-256" }, `ec-${told.generation}`),
    ],
  },
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: `${id}@north.example`, email_verified: true, name: id }),
  }),
  features: {
    devInteractions: { enabled: true },
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
  },
  // It calls no address of this machine, as it should; what it sends goes to the test that runs it.
  fetch: (url, { method, headers, body }) => fetch(told.receiver, { method, headers, body }),
  pkce: { required: () => true },
  enabledJWA: { idTokenSigningAlgValues: ["RS256", "PS256", "ES256"] },
});

provider.on("backchannel.error", (context, error) => console.error(error));

const server = createServer(provider.callback());
server.listen(Number(new URL(told.issuer).port), "localhost", () => console.log("ready"));
