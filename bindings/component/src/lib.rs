//! Narrowgate as a WebAssembly component: the core behind the WIT world of `wit/world.wit`. Conversions, and nothing else.

use narrowgate::{Algorithm, Config, Facts, Jwks, Presented, Request, Scope, UnixTime};

use wit::exports::narrowgate::gate::gate as api;

/// What `wit-bindgen` makes of the world.
mod wit {
    #![allow(
        missing_docs,
        unreachable_pub,
        clippy::allow_attributes,
        reason = "generated; the world is documented"
    )]
    use super::Component;
    wit_bindgen::generate!({ path: "wit", world: "narrowgate" });
    export!(Component with_types_in self);
}

struct Component;

impl api::Guest for Component {
    type Gate = Gate;

    fn verify_jws(
        token: String,
        keys: String,
        algorithms: Vec<String>,
    ) -> Result<Result<(), api::Denial>, api::Problem> {
        let keys = Jwks::parse(&keys).map_err(|error| problem("keys", &error))?;
        let algorithms = algorithms
            .iter()
            .map(|name| {
                name.parse::<Algorithm>()
                    .map_err(|error| problem("algorithms", &error))
            })
            .collect::<Result<Vec<_>, _>>()?;
        Ok(narrowgate::verify_jws(&token, &keys, &algorithms)
            .map_err(|denial| refusal(&denial, denial.challenge())))
    }

    fn read_keys(keys: String) -> Result<api::KeySet, api::Problem> {
        let keys = Jwks::parse(&keys).map_err(|error| problem("keys", &error))?;
        Ok(api::KeySet {
            keys: keys.keys().iter().map(key_info).collect(),
            skipped: keys.skipped().iter().map(skipped_key).collect(),
        })
    }

    fn narrower(child: String, parent: String) -> Result<bool, api::Denial> {
        let relation = || Ok(child.parse::<Scope>()?.is_narrower_than(&parent.parse()?));
        relation().map_err(|denial: narrowgate::Denial| refusal(&denial, denial.challenge()))
    }
}

struct Gate(narrowgate::Gate);

impl api::GuestGate for Gate {
    fn create(config: String) -> Result<api::Gate, Vec<api::Problem>> {
        match Config::from_json(&config).and_then(Config::build) {
            Ok(gate) => Ok(api::Gate::new(Self(gate))),
            Err(error) => Err(error
                .problems()
                .iter()
                .map(|p| problem(p.path(), &p.message()))
                .collect()),
        }
    }

    fn verify(&self, presented: api::Presented, now: u64) -> Result<api::Verified, api::Denial> {
        let parents = borrowed(&presented.parents);
        let presented = Presented::token(&presented.token).with_parents(&parents);
        let verified = self.0.verify(&presented, UnixTime::from_secs(now));
        verified
            .map(|verified| proven(&verified))
            .map_err(|denial| self.refusal(&denial))
    }

    fn authorize(
        &self,
        presented: api::Presented,
        call: api::ToolCall,
        now: u64,
    ) -> Result<api::Grant, api::Denial> {
        let parents = borrowed(&presented.parents);
        let presented = Presented::token(&presented.token).with_parents(&parents);
        let granted = self.0.authorize(
            &presented,
            &Request::tool(&call.tool, &call.input),
            UnixTime::from_secs(now),
        );
        granted
            .map(|granted| grant(&granted))
            .map_err(|denial| self.refusal(&denial))
    }

    fn decide(&self, presented: api::Presented, call: api::ToolCall, now: u64) -> api::Decision {
        let parents = borrowed(&presented.parents);
        let presented = Presented::token(&presented.token).with_parents(&parents);
        let decision = self.0.decide(
            &presented,
            &Request::tool(&call.tool, &call.input),
            UnixTime::from_secs(now),
        );
        api::Decision {
            verdict: decision
                .verdict()
                .map(grant)
                .map_err(|denial| self.refusal(denial)),
            // Strings and numbers always serialise; were it otherwise, an empty record says so.
            record: serde_json::to_string(decision.record()).unwrap_or_default(),
        }
    }

    fn simulate(
        &self,
        facts: String,
        call: api::ToolCall,
        now: u64,
    ) -> Result<Vec<String>, api::Denial> {
        Facts::from_json(&facts)
            .and_then(|facts| {
                self.0.simulate(
                    &facts,
                    &Request::tool(&call.tool, &call.input),
                    UnixTime::from_secs(now),
                )
            })
            .map_err(|denial| self.refusal(&denial))
    }
}

impl Gate {
    fn refusal(&self, denial: &narrowgate::Denial) -> api::Denial {
        refusal(denial, self.0.challenge(denial))
    }
}

fn borrowed(parents: &[String]) -> Vec<&str> {
    parents.iter().map(String::as_str).collect()
}

fn grant(grant: &narrowgate::Grant) -> api::Grant {
    api::Grant {
        verified: proven(grant.verified()),
        tool: grant.tool().to_owned(),
        policies: grant.policies().to_vec(),
    }
}

fn proven(verified: &narrowgate::Verified) -> api::Verified {
    api::Verified {
        principal: identity(verified.principal()),
        actor: verified.actor().map(identity),
        chain: verified.chain().links().map(hop).collect(),
        scopes: scopes(verified.scopes()),
        issuer: verified.issuer().to_owned(),
        audience: verified.audience().to_vec(),
        client_id: verified.client_id().to_owned(),
        token_id: verified.token_id().to_owned(),
        expires_at: verified.expires_at(),
        key_thumbprint: verified.key_thumbprint().to_owned(),
    }
}

fn hop(link: &narrowgate::Link) -> api::Hop {
    api::Hop {
        identity: identity(link.identity()),
        evidence: match link.evidence() {
            narrowgate::Evidence::Signed => api::Evidence::Signed,
            // The weaker one also for what this file does not know yet
            _ => api::Evidence::Asserted,
        },
        scopes: link.scopes().map(scopes),
        token_id: link.token_id().map(str::to_owned),
        expires_at: link.expires_at(),
    }
}

fn identity(identity: &narrowgate::Identity) -> api::Identity {
    api::Identity {
        issuer: identity.issuer().to_owned(),
        subject: identity.subject().to_owned(),
    }
}

fn scopes(scope: &Scope) -> Vec<String> {
    scope.iter().map(str::to_owned).collect()
}

fn key_info(key: &narrowgate::Jwk) -> api::KeyInfo {
    api::KeyInfo {
        kid: key.kid().map(str::to_owned),
        algorithm: key
            .algorithm()
            .map(|algorithm| algorithm.as_str().to_owned()),
        thumbprint: key.thumbprint().to_owned(),
    }
}

fn skipped_key(key: &narrowgate::SkippedKey) -> api::SkippedKey {
    api::SkippedKey {
        index: number(key.index()),
        reason: key.reason().to_owned(),
    }
}

fn problem(path: &str, message: &impl ToString) -> api::Problem {
    api::Problem {
        path: path.to_owned(),
        message: message.to_string(),
    }
}

fn refusal(denial: &narrowgate::Denial, challenge: narrowgate::Challenge) -> api::Denial {
    api::Denial {
        code: code(denial.code()),
        category: category(denial.category()),
        position: denial.hop().map(|hop| api::Position {
            token: number(hop.token),
            of: number(hop.of),
        }),
        message: denial.to_string(),
        policies: denial.policies().to_vec(),
        missing_key_of: match denial.missing() {
            Some(narrowgate::Missing::Key { issuer }) => Some(issuer.clone()),
            _ => None,
        },
        challenge: api::Challenge {
            status: challenge.status(),
            www_authenticate: challenge.www_authenticate().map(str::to_owned),
        },
    }
}

/// Positions are bounded by the limits, far below.
fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

/// Core to WIT by name. The core's enums may grow, so its own match can't be exhaustive; the one over WIT is, and
/// a test of the conformance harness holds the WIT list against the core's.
macro_rules! same_names {
    ($(fn $convert:ident($name:ident) { $($case:ident)+ })+) => {$(
        fn $convert(from: narrowgate::$name) -> api::$name {
            const _: fn(api::$name) = |every| match every { $(api::$name::$case => (),)+ };
            match from {
                $(narrowgate::$name::$case => api::$name::$case,)+
                _ => api::$name::Internal,
            }
        }
    )+};
}

same_names! {
    fn category(Category) { Malformed Untrusted Time Binding Delegation Limit Policy Internal }
    fn code(Code) {
        TokenMissing TokenMalformed Base64Invalid JsonInvalid JsonDuplicateMember HeaderInvalid HeaderUnsupported
        ClaimMissing ClaimInvalid ScopeMalformed ActorMalformed InputInvalid
        AlgorithmNotAllowed TypeNotAccepted IssuerUnknown KeyUnknown KeyAmbiguous KeyUnsuitable SignatureInvalid
        AudienceMismatch
        TokenExpired TokenNotYetValid TokenIssuedInFuture LifetimeTooLong ClockInvalid
        ProofRequired
        DepthExceeded SubjectChanged ActorChainBroken ScopeWidened AudienceWidened ExpiryExtended IssuedBeforeParent
        TokenRepeated
        TokenTooLarge TooManyTokens JsonTooDeep JsonTooLarge ScopeTooLarge InputTooLarge
        ToolUnknown ArgumentsInvalid ScopeInsufficient PolicyDenied PolicyForbidden PolicyError
        Internal
    }
}
