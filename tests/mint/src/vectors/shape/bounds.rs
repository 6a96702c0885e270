//! The whole chain within one issuer, trust domain or tenant.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [issuers(), domains(), tenants()]
        .into_iter()
        .flatten()
        .collect()
}

const OUT: &str = "chain_out_of_bounds";

fn issuers() -> Vec<Case> {
    let within = || {
        issuer_with(
            chain(json!({ "within": "issuer" })),
            json!({ "actorIssuers": [OTHER] }),
        )
    };
    let theirs = format!(r#""sub":"x","iss":"{OTHER}""#);
    let open = issuer_with(config(), json!({ "actorIssuers": [OTHER] }));
    vec![
        case("issuer-in-person", "One party.", within(), &[good()]).accept(),
        case(
            "issuer-one",
            "All of one issuer.",
            within(),
            &[through(&["a", "b"])],
        )
        .accept(),
        case(
            "issuer-lineage",
            "With their tokens.",
            within(),
            &lineage(&["a", "b"]),
        )
        .accept(),
        case(
            "issuer-actor",
            "The current actor is of another one.",
            within(),
            &[good().actor_with(&theirs)],
        )
        .deny(OUT),
        case(
            "issuer-prior",
            "A prior actor is.",
            within(),
            &[good().actor_with(&theirs).actor("b")],
        )
        .deny(OUT),
        case(
            "issuer-not-asked",
            "Where nobody asks, that is allowed.",
            open,
            &[good().actor_with(&theirs)],
        )
        .accept(),
    ]
}

fn domains() -> Vec<Case> {
    let within = || chain(json!({ "within": "trust-domain" }));
    let of = |principal: &str, agents: &[&str]| through(agents).subject(principal);
    let (alice, one, other) = (
        "spiffe://example.org/user/alice",
        "spiffe://example.org/agent/1",
        "spiffe://example.org/agent/2",
    );
    let denied = |id: &str, description: &str, principal: &str, agents: &[&str]| {
        case(
            &format!("domain-{id}"),
            description,
            within(),
            &[of(principal, agents)],
        )
        .deny(OUT)
    };
    let svid = named("jwt-svid");
    vec![
        case(
            "domain-one",
            "All of one trust domain.",
            within(),
            &[of(alice, &[one, other])],
        )
        .accept(),
        case("domain-in-person", "One party.", within(), &[of(one, &[])]).accept(),
        case(
            "domain-wimse",
            "Identifiers of WIMSE.",
            within(),
            &[of("wimse://example.org/a", &["wimse://example.org/b"])],
        )
        .accept(),
        case(
            "domain-svid",
            "A workload's own token.",
            changed(
                svid.config(),
                json!({ "chain": { "within": "trust-domain" } }),
            ),
            &[svid.token()],
        )
        .accept(),
        denied("no-principal", "A principal of none.", "alice", &[one]),
        denied("no-actor", "An actor of none.", alice, &["agent"]),
        denied("no-prior", "A prior actor of none.", alice, &["agent", one]),
        denied(
            "other-actor",
            "An actor of another one.",
            alice,
            &["spiffe://other.example/agent"],
        ),
        denied(
            "other-prior",
            "A prior actor of another one.",
            alice,
            &["spiffe://other.example/agent", one],
        ),
        denied(
            "other-principal",
            "A principal of another one.",
            "spiffe://other.example/alice",
            &[one, other],
        ),
        denied(
            "subdomain",
            "A domain within it is another one.",
            alice,
            &["spiffe://a.example.org/agent"],
        ),
        denied(
            "other-scheme",
            "The same domain in another scheme.",
            alice,
            &["wimse://example.org/agent"],
        ),
        denied(
            "itself",
            "The trust domain itself is no workload of it.",
            alice,
            &["spiffe://example.org"],
        ),
        denied(
            "case",
            "Another spelling is no identifier.",
            alice,
            &["spiffe://Example.org/agent"],
        ),
        denied(
            "scheme-case",
            "Nor is another scheme.",
            alice,
            &["SPIFFE://example.org/agent"],
        ),
        denied("url", "Nor a URL.", alice, &["https://example.org/agent"]),
        denied("nobody", "One party, of none.", "alice", &[]),
    ]
}

/// A kind's token under a gate that asks for one tenant.
fn of_kind(
    id: &str,
    description: &str,
    kind: &str,
    change: &dyn Fn(AccessToken) -> AccessToken,
) -> Case {
    let kind = named(kind);
    let token = change(kind.token());
    let config = changed(kind.config(), json!({ "chain": { "within": "tenant" } }));
    case(&format!("tenant-{id}"), description, config, &[token])
}

fn tenants() -> Vec<Case> {
    let same = |token: AccessToken| token;
    let organization = "org_01HRDMC6CM357W30QMHMQ96Q0S";
    let act = |profile: Value| {
        let wish = json!({ "chain": { "within": "tenant" } });
        changed(kinds::config(kinds::ISSUER, profile), wish)
    };
    let auth0 = || {
        act(json!({ "auth0": { "tokenProfile": "rfc9068", "authority": "scope", "actor": "act" } }))
    };
    let token = |actors: usize, organization: &str| {
        let token = access_token(&kinds::key())
            .issuer(kinds::ISSUER)
            .scope("files:read");
        let token = match organization {
            "" => token,
            organization => token.claim("org_id", crate::string(organization)),
        };
        (0..actors).fold(token, |token, number| {
            token.actor(&format!("agent-{number}"))
        })
    };
    let line = |organizations: &[&str]| -> Vec<AccessToken> {
        let tokens = organizations.iter().enumerate();
        tokens.map(|(actors, name)| token(actors, name)).collect()
    };
    let carried = |id: &str, description: &str, kind: &str, proofs: Value| {
        of_kind(id, description, kind, &same).with(
            "presented",
            json!({ "token": named(kind).token().mint(), "proofs": proofs }),
        )
    };
    vec![
        of_kind("entra", "Entra vouches for it.", "entra", &same).accept(),
        of_kind("workos", "So does WorkOS, where the user is of one.", "workos", &same).accept(),
        of_kind("workos-none", "And where not, nobody does.", "workos", &|token| token.without("org_id")).deny(OUT),
        of_kind("auth0", "So does Auth0.", "auth0", &|token| token.claim("org_id", "\"org_1\"")).accept(),
        of_kind("auth0-none", "And where not, nobody does.", "auth0", &same).deny(OUT),
        of_kind("zeroid", "ZeroID says account and project.", "zeroid-legacy", &same).accept(),
        of_kind("rfc9068", "No document says where it stands.", "rfc9068", &same).deny(OUT),
        of_kind("mcp", "Nor here.", "mcp", &same).deny(OUT),
        of_kind("okta", "An issuer of Okta's has users of one organisation, and no claim that says so.", "okta", &same).deny(OUT),
        of_kind("custom", "Of an issuer of one's own nothing is known.", "custom", &same).deny(OUT),
        of_kind("svid", "A trust domain is no tenant.", "jwt-svid", &same).deny(OUT),
        carried("transaction", "Nor is that of a transaction.", "transaction-token", json!({ "scheme": "Txn-Token" })).deny(OUT),
        case("tenant-current-actor", "The token's own principal and actor are of its tenant.", auth0(), &[token(1, organization)]).accept(),
        case("tenant-prior-actor", "Of which tenant a prior actor is, nobody says.", auth0(), &[token(2, organization)]).deny(OUT),
        case("tenant-prior-actor-signed", "Its own token does.", auth0(), &[token(1, organization), token(2, organization)]).accept(),
        case("tenant-lineage", "Every token is of one tenant.", auth0(), &line(&[organization; 3])).accept(),
        case("tenant-lineage-none", "No token says of which.", auth0(), &line(&["", "", ""])).deny_at(1, OUT),
        case("tenant-changed", "One chain has one organisation, whatever is asked.", act(json!({ "auth0": { "tokenProfile": "rfc9068", "authority": "scope", "actor": "act" } })), &line(&["org_1", "org_2"])).deny_at(2, "subject_changed"),
        case("tenant-changed-not-asked", "Also where nothing is.", kinds::config(kinds::ISSUER, json!({ "workos": { "actor": "act" } })), &[
            named("workos").token().id("t-0"),
            named("workos").token().actor("agent").id("t-1").claim("org_id", "\"org_2\""),
        ]).deny_at(2, "subject_changed"),
        case("tenant-lost", "A child without one.", auth0(), &line(&["org_1", ""])).deny_at(2, "subject_changed"),
        case("tenant-gained", "A parent without one.", auth0(), &line(&["", "org_1"])).deny_at(2, "subject_changed"),
    ]
}
