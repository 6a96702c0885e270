//! Second names: an agent approves its own call under none that its token tells.

use super::*;
use crate::{dpop_proof, kinds, kinds::Kind};

const SOURCE: &str = "Nobody approves what they do themselves, under whichever name";

pub(super) fn cases() -> Vec<Case> {
    [
        auth0(),
        entra(),
        okta(),
        rfc9068(),
        custom(),
        zeroid(),
        transaction(),
        keys(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A token of this kind, and how its profile is set.
struct Of {
    kind: &'static Kind,
    profile: Value,
    token: AccessToken,
    actor: Value,
    principal: Value,
    task: Value,
}

fn party(subject: &str) -> Value {
    json!({ "issuer": kinds::ISSUER, "subject": subject })
}

impl Of {
    /// Somebody acts for somebody, or, where they are one, for itself.
    fn new(
        kind: &str,
        profile: Value,
        token: impl FnOnce(AccessToken) -> AccessToken,
        [actor, principal]: [&str; 2],
    ) -> Self {
        let kind = kinds::named(kind);
        Self {
            kind,
            profile,
            token: token(kind.token()),
            actor: party(actor),
            principal: party(principal),
            task: Value::Null,
        }
    }

    /// This one approves, as the issuer of approvals says, or as that of tokens does.
    fn by(&self, id: &str, description: &str, who: &str) -> [Case; 2] {
        let case = |id: String, settings: Value| {
            let mut config = kinds::config(self.kind.issuer(), self.profile.clone());
            for member in ["tools", "requiredScopes", "policies"] {
                config[member] = config_by(POLICIES)[member].clone();
            }
            config["issuers"]
                .as_array_mut()
                .expect("issuers")
                .push(approvals(json!({ "profile": { "approval": settings } })));
            let call =
                json!({ "actor": self.actor, "principal": self.principal, "task": self.task });
            let call = changed(asked(), call);
            let approval = approval(&approver(), &call_hash(&call)).claim("sub", string(who));
            let mut shown = presented(
                &self.token,
                &[approval.mint()],
                &[answer(&remembered(), true)],
            );
            shown["proofs"]["scheme"] = json!(self.kind.scheme());
            super::case(&id, SOURCE, description)
                .with("config", config)
                .with("presented", shown)
        };
        let namer = self.actor["issuer"].clone();
        [
            case(format!("names-{id}"), json!({})),
            case(
                format!("names-{id}-by-issuer"),
                json!({ "subjectsOf": namer }),
            ),
        ]
    }

    fn denied(&self, id: &str, description: &str, who: &str) -> Vec<Case> {
        let cases = self.by(id, description, who).into_iter();
        cases
            .map(|case| case.deny("approver_not_allowed"))
            .collect()
    }

    fn accepted(&self, id: &str, description: &str, who: &str) -> Vec<Case> {
        let [alone, subject] = self.by(id, description, who);
        let namer = self.actor["issuer"].as_str().expect("an issuer").to_owned();
        vec![
            super::who::accepted(alone, APPROVALS, who),
            super::who::accepted(subject, &namer, who),
        ]
    }
}

fn auth0() -> Vec<Case> {
    let settings = |actor: &str| json!({ "auth0": { "tokenProfile": "auth0", "authority": "scope", "actor": actor } });
    let machine = |token: AccessToken| {
        token
            .subject("desk@clients")
            .claim("gty", "\"client-credentials\"")
    };
    let user = "auth0|6553da60a54af58e29493993";
    let alone = Of::new("auth0", settings("client"), machine, ["desk", "desk"]);
    let subject = Of::new("auth0", settings("none"), machine, ["desk@clients"; 2]);
    let for_user = Of::new("auth0", settings("client"), |token| token, ["desk", user]);
    let chain = r#"{"sub":"agt_1a2b3c","client_id":"spa","act":{"sub":"agt_0","client_id":"web"}}"#;
    let chained = Of::new(
        "auth0",
        settings("act"),
        |token| token.claim("act", chain),
        ["agt_1a2b3c", user],
    );
    let rfc9068 =
        json!({ "auth0": { "tokenProfile": "rfc9068", "authority": "scope", "actor": "client" } });
    let rfc9068 = Of::new("auth0-rfc9068", rfc9068, |token| token, ["desk", "alice"]);
    [
        alone.denied(
            "auth0-machine-subject",
            "The `sub` of a client that is named by its id.",
            "desk@clients",
        ),
        alone.denied("auth0-machine-client", "Its id.", "desk"),
        alone.accepted("auth0-machine-other", "Another client.", "spa@clients"),
        subject.denied(
            "auth0-subject-client",
            "The id of a client that is named by its `sub`.",
            "desk",
        ),
        for_user.denied(
            "auth0-user-client",
            "The `sub` that the client has elsewhere.",
            "desk@clients",
        ),
        for_user.accepted("auth0-user", "The user.", user),
        chained.denied("auth0-act-client", "The client of an actor.", "spa"),
        chained.denied("auth0-act-client-subject", "By its `sub`.", "spa@clients"),
        chained.denied("auth0-act-prior-client", "Of an earlier one.", "web"),
        chained.denied(
            "auth0-act-subject",
            "An actor, as a client.",
            "agt_1a2b3c@clients",
        ),
        rfc9068.denied("auth0-rfc9068", "The other token profile.", "desk@clients"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn entra() -> Vec<Case> {
    let (user, client) = (
        "5a0b3c1d-7e2f-4a6b-8c9d-1e2f3a4b5c6d",
        "c1d2e3f4-a5b6-4788-99aa-bbccddeeff00",
    );
    let blueprint = "30cf4c22-9985-4ef7-8756-91cc888176bd";
    let settings = |actor: &str| json!({ "entra": { "tenant": kinds::TENANT, "version": "2.0", "actor": actor } });
    let application = |token: AccessToken| {
        token
            .without("scp")
            .subject("pairwise")
            .claim("idtyp", "\"app\"")
    };
    let alone = Of::new("entra", settings("client"), application, [client; 2]);
    let object = Of::new("entra", settings("none"), application, [user; 2]);
    let agent = |facets: &'static str| {
        move |token: AccessToken| {
            token
                .subject("pairwise")
                .claim("xms_act_fct", "\"11\"")
                .claim("xms_sub_fct", facets)
                .claim("xms_par_app_azp", string(blueprint))
        }
    };
    let for_user = Of::new("entra", settings("client"), agent("\"9\""), [client, user]);
    let account = Of::new("entra", settings("client"), agent("\"13\""), [client, user]);
    [
        alone.denied(
            "entra-object",
            "The `oid` of an application that is named by its client.",
            user,
        ),
        alone.denied("entra-subject", "Its `sub`.", "pairwise"),
        alone.accepted("entra-other", "Another application.", blueprint),
        object.denied("entra-client", "Its client id.", client),
        object.denied("entra-object-subject", "Its `sub`.", "pairwise"),
        for_user.accepted("entra-user", "The user.", user),
        for_user.accepted("entra-user-subject", "By `sub`.", "pairwise"),
        for_user.denied(
            "entra-blueprint",
            "The blueprint that signs in for the agent.",
            blueprint,
        ),
        account.denied("entra-account", "An agent's user account.", user),
        account.denied("entra-account-subject", "By `sub`.", "pairwise"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn okta() -> Vec<Case> {
    let settings = json!({ "okta": { "actor": "client" } });
    let (client, user) = ("nmdP1fcyvdVO11AL7ECm", "00ujmkLgagxeRrAg20g3");
    let agent = |token: AccessToken| token.claim("sub_profile", "\"ai_agent\"");
    let person = Of::new("okta", settings.clone(), |token| token, [client, user]);
    let agent = Of::new("okta", settings, agent, [client, user]);
    [
        person.accepted("okta-user", "The user.", user),
        agent.denied("okta-agent", "A subject that is an agent.", user),
        agent.denied("okta-agent-subject", "By its `sub`.", "alice@example.com"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn rfc9068() -> Vec<Case> {
    let act = r#"{"sub":"agent","client_id":"agent-app"}"#;
    let of = |azp: &str| {
        let azp = azp.to_owned();
        let token = |token: AccessToken| token.claim("azp", azp).claim("act", act);
        Of::new("rfc9068", json!("rfc9068"), token, ["agent", "alice"])
    };
    let (texts, number) = (of("\"desk-2\""), of("7"));
    [
        texts.denied("azp", "The client, in `azp`.", "desk-2"),
        texts.denied("act-client", "The actor, by its client id.", "agent-app"),
        texts.accepted("act-other", "Somebody else.", "bob"),
        number.accepted("azp-number", "An `azp` that names nobody.", "7"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn custom() -> Vec<Case> {
    let settings = json!({ "custom": {
        "typ": ["desk-access+jwt"], "principal": "user", "actor": "none", "workload": true, "required": { "use": { "is": "access" } },
    } });
    let token = |token: AccessToken| {
        token
            .subject("svc-alice")
            .claim("azp", "\"desk-2\"")
            .claim("client_id", "7")
    };
    let of = Of::new("custom", settings, token, ["alice"; 2]);
    [
        of.denied("custom-subject", "A workload, by its `sub`.", "svc-alice"),
        of.denied("custom-azp", "By its client id.", "desk-2"),
        of.accepted("custom-other", "Somebody else.", "7"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn zeroid() -> Vec<Case> {
    let agent = "spiffe://agents.example.com/acct-1/proj-1/agent/planner-1";
    let mission = "0b8a5b0e-6f0e-4c39-9d0a-3c1d1f2f7a01";
    let of = Of {
        task: json!({ "name": "missionId", "value": mission }),
        ..Of::new(
            "zeroid-legacy",
            kinds::named("zeroid-legacy").profile(),
            |token| token,
            [agent; 2],
        )
    };
    [
        of.denied(
            "zeroid-external-id",
            "An agent, by its external id.",
            "planner-1",
        ),
        of.accepted("zeroid-other", "Another one.", "planner-2"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn transaction() -> Vec<Case> {
    let settings = json!({ "transaction-token": { "trustDomain": AUDIENCE, "caller": "host", "agents": true } });
    let party = |subject: &str| json!({ "issuer": AUDIENCE, "subject": subject });
    let of = Of {
        actor: party("agent"),
        principal: party("alice"),
        task: json!({ "name": "txn", "value": "97053963" }),
        ..Of::new(
            "transaction-token",
            settings,
            |token| token.actor("agent"),
            ["agent", "alice"],
        )
    };
    [
        of.denied(
            "transaction-workload",
            "The workload that asked for the token.",
            "desk",
        ),
        of.accepted("transaction-other", "Another one.", "till"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A key that is proven is a name, too (RFC 9278).
fn keys() -> Vec<Case> {
    let held = kinds::held();
    let bound = agent().claim(
        "cnf",
        format!(r#"{{"jkt":{}}}"#, string(&held.thumbprint())),
    );
    let case = |id: &str, description: &str, thumbprint: &str| {
        let who = format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{thumbprint}");
        let approval = good().claim("sub", string(&who));
        let mut shown = presented(&bound, &[approval.mint()], &[answer(&remembered(), true)]);
        shown["proofs"]["scheme"] = json!("DPoP");
        shown["proofs"]["dpop"] = json!([dpop_proof(&held, &bound.mint()).mint()]);
        shown["proofs"]["method"] = json!("POST");
        shown["proofs"]["target"] = json!("/mcp");
        let proofs = json!({ "proofs": { "origin": "https://tools.example" } });
        (
            super::case(&format!("names-key-{id}"), SOURCE, description)
                .with("config", changed(config(), proofs))
                .with("presented", shown),
            who,
        )
    };
    let (own, _) = case("own", "The key of the token.", &held.thumbprint());
    let (elsewhere, _) = case(
        "elsewhere",
        "By another issuer's word: a key has the same name everywhere.",
        &held.thumbprint(),
    );
    let of_other = json!({ "profile": { "approval": { "subjectsOf": "https://idp.example" } } });
    let proofs = json!({ "proofs": { "origin": "https://tools.example" } });
    let elsewhere = elsewhere.with("config", changed(config_of(of_other), proofs));
    let (other, who) = case("other", "Another key.", &approver().thumbprint());
    vec![
        own.deny("approver_not_allowed"),
        elsewhere.deny("approver_not_allowed"),
        super::who::accepted(other, APPROVALS, &who),
    ]
}
