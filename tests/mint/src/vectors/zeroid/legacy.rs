//! The older generation.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [depth(), identity(), actors(), users(), step_up()]
        .into_iter()
        .flatten()
        .collect()
}

fn depth() -> Vec<Case> {
    let source = format!("{SPEC}, sections 4.3 and 5.2");
    let deep = |id: &str, value: &str| {
        case(
            &format!("depth-{id}"),
            &source,
            &format!("`delegation_depth` is {value}."),
        )
        .token(fetcher().claim("delegation_depth", value).mint())
    };
    let root = |id: &str, token: &AccessToken, grant: &str, depth: u32| {
        case(&format!("depth-{id}"), &source, "A grant by which nobody delegates.").token(
            but(token, json!({ "grant_type": grant, "delegation_depth": depth, "act": { "sub": agent("x") } })).mint(),
        )
    };
    vec![
        deep("one", "1").accept(),
        deep("five", "5").accept(),
        deep("six", "6").deny("depth_exceeded"),
        deep("huge", "9223372036854775807").deny("depth_exceeded"),
        deep("zero", "0").deny("claim_invalid"),
        deep("negative", "-1").deny("claim_invalid"),
        deep("float", "2.0").deny("claim_invalid"),
        deep("string", r#""2""#).deny("claim_invalid"),
        deep("null", "null").deny("claim_invalid"),
        deep("array", "[2]").deny("claim_invalid"),
        deep("beyond", "18446744073709551615").deny("claim_invalid"),
        root("of-credentials", &planner(), "client_credentials", 1).deny("claim_invalid"),
        root("of-api-key", &api_key(), "api_key", 1).deny("claim_invalid"),
        root("of-code", &signed_in(), "authorization_code", 1).deny("claim_invalid"),
        case("depth-zero-of-root", &source, "A root leaves it out.")
            .token(but(&planner(), json!({ "delegation_depth": 0 })).mint())
            .deny("claim_invalid"),
        case(
            "depth-of-broker",
            &source,
            "A broker's token was not exchanged.",
        )
        .token(
            but(
                &fetcher(),
                json!({ "token_exchange": "external_principal" }),
            )
            .mint(),
        )
        .deny("claim_invalid"),
        case(
            "depth-without-act",
            &source,
            "Delegated, and nobody has delegated.",
        )
        .token(fetcher().without("act").mint())
        .deny("claim_missing"),
        case("act-without-depth", &source, "The reverse.")
            .token(but(&planner(), json!({ "act": { "sub": agent("x") } })).mint())
            .deny("actor_malformed"),
        case(
            "rotated",
            "ZeroID: rotation of credentials",
            "A rotated token has lost its delegation.",
        )
        .token(but(&fetcher(), json!({ "delegation_depth": null, "act": null })).mint())
        .deny("claim_invalid"),
        case(
            "rotated-with-act",
            "ZeroID: rotation of credentials",
            "And with `act` it says no more.",
        )
        .token(fetcher().without("delegation_depth").mint())
        .deny("claim_invalid"),
    ]
}

fn identity() -> Vec<Case> {
    let source = format!("{SPEC}, section 3.1");
    let mut cases = Vec::new();
    let subjects = [
        (
            "host",
            "spiffe://auth.example.com/acct-1/proj-1/agent/fetcher-3",
        ),
        (
            "domain-longer",
            "spiffe://agents.example.com.evil.example/acct-1/proj-1/agent/fetcher-3",
        ),
        (
            "domain-case",
            "spiffe://Agents.example.com/acct-1/proj-1/agent/fetcher-3",
        ),
        (
            "scheme-case",
            "SPIFFE://agents.example.com/acct-1/proj-1/agent/fetcher-3",
        ),
        (
            "scheme",
            "https://agents.example.com/acct-1/proj-1/agent/fetcher-3",
        ),
        (
            "port",
            "spiffe://agents.example.com:443/acct-1/proj-1/agent/fetcher-3",
        ),
        (
            "account",
            "spiffe://agents.example.com/acct-2/proj-1/agent/fetcher-3",
        ),
        (
            "project",
            "spiffe://agents.example.com/acct-1/proj-2/agent/fetcher-3",
        ),
        (
            "type",
            "spiffe://agents.example.com/acct-1/proj-1/service/fetcher-3",
        ),
        (
            "name",
            "spiffe://agents.example.com/acct-1/proj-1/agent/fetcher-4",
        ),
        (
            "name-case",
            "spiffe://agents.example.com/acct-1/proj-1/agent/Fetcher-3",
        ),
        (
            "three-segments",
            "spiffe://agents.example.com/acct-1/proj-1/agent",
        ),
        (
            "five-segments",
            "spiffe://agents.example.com/acct-1/proj-1/agent/fetcher-3/x",
        ),
        (
            "slash",
            "spiffe://agents.example.com/acct-1/proj-1/agent/fetcher-3/",
        ),
        (
            "query",
            "spiffe://agents.example.com/acct-1/proj-1/agent/fetcher-3?x",
        ),
        (
            "space",
            "spiffe://agents.example.com/acct-1/proj-1/agent/fetcher-3 ",
        ),
        ("user", "user-bob"),
    ];
    for (token, name) in [
        (fetcher(), "delegated"),
        (
            but(
                &planner(),
                json!({ "sub": agent("fetcher-3"), "external_id": "fetcher-3" }),
            ),
            "root",
        ),
    ] {
        cases.extend(subjects.map(|(id, subject)| {
            case(
                &format!("{name}-sub-{id}"),
                &source,
                &format!("`sub` is `{subject}`."),
            )
            .token(but(&token, json!({ "sub": subject })).mint())
            .deny("claim_invalid")
        }));
    }
    // As claims say it, and could mean two things
    let same = |id: &str, account: &str, project: &str, kind: &str, name: &str| {
        let sub = format!("spiffe://agents.example.com/{account}/{project}/{kind}/{name}");
        case(&format!("segment-{id}"), &source, &format!("An identity that is `{sub}`.")).token(
            but(&fetcher(), json!({ "sub": sub, "account_id": account, "project_id": project, "identity_type": kind, "external_id": name })).mint(),
        )
    };
    let long = |bytes: usize| "a".repeat(bytes - agent("").len());
    cases.extend([
        same("upper-case", "Acct_1", "Proj.1", "mcp_server", "Fetcher-3").accept(),
        same("slash", "acct-1/proj-1", "x", "agent", "fetcher-3").deny("claim_invalid"),
        same("dots", "acct-1", "..", "agent", "fetcher-3").deny("claim_invalid"),
        same("dot", "acct-1", ".", "agent", "fetcher-3").deny("claim_invalid"),
        same("percent", "acct-1", "proj%2D1", "agent", "fetcher-3").deny("claim_invalid"),
        same("umlaut", "acct-1", "proj-1", "agent", "fätcher").deny("claim_invalid"),
        same("2048-bytes", "acct-1", "proj-1", "agent", &long(2048)).accept(),
        same("2049-bytes", "acct-1", "proj-1", "agent", &long(2049)).deny("claim_invalid"),
    ]);
    cases
}

fn actors() -> Vec<Case> {
    let source = format!("{SPEC}, section 4.4");
    let act = |id: &str, value: &str| {
        case(&format!("act-{id}"), &source, &format!("`act` is {value}."))
            .token(fetcher().claim("act", value).mint())
    };
    let bad = |id: &str, value: &str| act(id, value).deny("actor_malformed");
    vec![
        act("user", r#"{"sub":"user-alice"}"#).accept_as(json!({ "principal": null, "actor": who(&agent("fetcher-3")) })),
        act("itself", &json!({ "sub": agent("fetcher-3") }).to_string()).accept(),
        bad("null", "null"),
        bad("array", r#"[{"sub":"a"}]"#),
        bad("string", r#""user-alice""#),
        bad("number", "1"),
        bad("empty", "{}"),
        bad("sub-empty", r#"{"sub":""}"#),
        bad("sub-number", r#"{"sub":1}"#),
        bad("nested", r#"{"sub":"a","act":{"sub":"b"}}"#),
        act("iss", r#"{"sub":"a","iss":"https://other.example"}"#).deny("actor_untrusted"),
        bad("more", r#"{"sub":"a","trust_level":"first_party"}"#),
        act("cnf", r#"{"sub":"a","cnf":{"jkt":"x"}}"#).deny("confirmation_unsupported"),
        case("key-creator-nested", &source, "More than the creator of an API key.")
            .token(but(&api_key(), json!({ "act": { "sub": "user-alice", "act": { "sub": "b" } } })).mint())
            .deny("actor_malformed"),
        case("key-without-creator", &source, "An API key of which nobody knows who made it.")
            .token(api_key().without("act").mint())
            .accept_as(json!({ "actor": who(&agent("planner-1")) })),
        case("user-with-act", &source, "A user signed in, and somebody acts: not by this generation.")
            .token(but(&signed_in(), json!({ "act": { "sub": agent("planner-1") } })).mint())
            .deny("actor_malformed"),
        case("jwt-bearer-with-act", &source, "An agent by its own assertion, and an `act`.")
            .token(but(&planner(), json!({ "grant_type": "jwt_bearer", "act": { "sub": "user-alice" } })).mint())
            .deny("actor_malformed"),
        case("principal-type-injected", &format!("{SPEC}, section 8"), "A claim that turns a token into one of the newer generation, which it does not fit.")
            .token(but(&fetcher(), json!({ "principal_type": "user", "user_id_iss": ISSUER, "scope": "docs:read" })).mint())
            .deny("claim_invalid"),
        case("principal-type-injected-workload", &format!("{SPEC}, section 8"), "The same, with what fits `sub`.")
            .token(but(&fetcher(), json!({ "principal_type": "workload", "scope": "docs:read", "client_id": "fetcher-3" })).mint())
            .deny("claim_missing"),
    ]
}

fn users() -> Vec<Case> {
    let source = format!("{SPEC}, section 4.6");
    let other = "https://idp.example";
    let redeemed = but(
        &signed_in(),
        json!({ "grant_type": "token_exchange", "token_exchange": "external_id_token", "user_id_iss": other }),
    );
    let listed = json!({ "userIssuers": [other] });
    let user = |id: &str, token: &AccessToken| {
        case(&format!("user-{id}"), &source, "Whose user it is.").token(token.mint())
    };
    let spiffe = |id: &str, subject: &str| {
        case(
            &format!("user-{id}"),
            &format!("{SPEC}, section 3.1"),
            &format!("A user who is called `{subject}`."),
        )
        .token(but(&signed_in(), json!({ "sub": subject })).mint())
        .deny("claim_invalid")
    };
    vec![
        user("own", &but(&redeemed, json!({ "user_id_iss": ISSUER }))).accept_as(json!({ "principal": who("user-alice") })),
        user("of-unlisted-provider", &redeemed).deny("claim_invalid"),
        with_settings(user("of-listed-provider", &redeemed), listed.clone()).accept_as(json!({ "principal": { "issuer": other, "subject": "user-alice" } })),
        with_settings(user("of-provider-prefix", &but(&redeemed, json!({ "user_id_iss": "https://idp.example/x" }))), listed.clone()).deny("claim_invalid"),
        user("issuer-number", &but(&redeemed, json!({ "user_id_iss": 1 }))).deny("claim_invalid"),
        user("issuer-empty", &but(&redeemed, json!({ "user_id_iss": "" }))).deny("claim_invalid"),
        user("with-colon", &but(&signed_in(), json!({ "sub": "auth0|a:b" }))).deny("claim_invalid"),
        spiffe("spiffe", &agent("planner-1")),
        spiffe("spiffe-upper-case", "SPIFFE://agents.example.com/acct-1/proj-1/agent/planner-1"),
        spiffe("spiffe-other-domain", "spiffe://other.example/planner-1"),
        case("user-is-no-agent", &source, "The linked agent's claims do not describe the user.")
            .token(but(&signed_in(), json!({ "identity_type": "agent", "external_id": "planner-1", "trust_level": "first_party" })).mint())
            .accept_as(json!({ "actor": null, "attributes": {
                "accountId": "acct-1", "projectId": "proj-1", "generation": "legacy", "grantType": "authorization_code",
                "principalType": "user", "missionId": "3c1b6a0c-5a0b-4d7e-8f5e-0d9e7a1b2c33",
            } })),
    ]
}

/// A user has approved what an agent asked for, whose token is stepped up.
fn step_up() -> Vec<Case> {
    let source = "ZeroID: CIBA with `requesting_token`";
    let approve = |token: &AccessToken, details: Value| {
        but(
            token,
            json!({ "grant_type": CIBA, "token_exchange": "ciba", "backchannel_client_id": "desk", "authorization_details": details }),
        )
    };
    vec![
        case("step-up-root", source, "Of an agent that acts by itself.").token(approve(&planner(), json!([])).mint()).accept_as(json!({ "principal": who(&agent("planner-1")), "actor": who(&agent("planner-1")) })),
        case("step-up-key", source, "Of one that has an API key.").token(approve(&api_key(), json!([])).mint()).accept_as(json!({ "actor": who(&agent("planner-1")), "attributes": { "accountId": "acct-1", "externalId": "planner-1", "generation": "legacy", "grantType": "urn:openid:params:grant-type:ciba", "identityType": "agent", "keyCreator": "user-alice", "missionId": "0b8a5b0e-6f0e-4c39-9d0a-3c1d1f2f7a01", "owner": "user-alice", "principalType": "workload", "projectId": "proj-1", "subType": "orchestrator", "trustLevel": "first_party" } })),
        case("step-up-delegated", source, "Of one to which another has delegated.").token(approve(&fetcher(), json!([])).mint()).accept_as(json!({ "principal": null, "actor": who(&agent("fetcher-3")) })),
        case("step-up-limited", source, "With limits.").token(approve(&fetcher(), json!([{ "type": "tool_call", "approval_id": "a-1" }])).mint()).deny("claim_invalid"),
        case("step-up-nested", source, "This generation nests nothing.").token(but(&approve(&fetcher(), json!([])), json!({ "act": { "sub": "a", "act": { "sub": "b" } } })).mint()).deny("actor_malformed"),
        case("step-up-user-with-act", source, "A user for whom somebody acts.").token(but(&plainly_approved(), json!({ "act": { "sub": "a" } })).mint()).deny("actor_malformed"),
    ]
}
