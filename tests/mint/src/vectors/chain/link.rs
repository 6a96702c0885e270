//! How one token follows from another.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    links()
}

fn links() -> Vec<Case> {
    let source = "RFC 8693, section 4.1: nested actors are the chain of delegation";
    let pair = |id: &str, description: &str, child: AccessToken, code: &str| {
        chain(id, source, description, &[root(), child]).deny_at(2, code)
    };
    let two = changed(
        config(),
        json!({ "issuers": [issuer(ISSUER, &key()), issuer("https://other.example", &Key::ed25519(2))] }),
    );
    vec![
        pair(
            "subject-changed",
            "On behalf of another one.",
            monitor().subject("bob"),
            "subject_changed",
        ),
        pair(
            "subject-case",
            "On behalf of a name that differs in a letter's case.",
            monitor().subject("Alice"),
            "subject_changed",
        ),
        chain(
            "subject-of-another-issuer",
            "RFC 7519, section 4.1.2: unique for its issuer",
            "The same name at another issuer is another one.",
            &[
                root(),
                access_token(&Key::ed25519(2))
                    .issuer("https://other.example")
                    .scope("read:logs")
                    .actor("monitoring-agent"),
            ],
        )
        .with("config", two)
        .deny_at(2, "subject_changed"),
        pair(
            "no-actor",
            "No actor was added.",
            root().id("again"),
            "actor_chain_broken",
        ),
        chain(
            "actor-not-added",
            source,
            "The child has the parent's actor, and no other.",
            &[monitor(), monitor().id("again")],
        )
        .deny_at(2, "actor_chain_broken"),
        chain(
            "siblings-chain",
            source,
            "The prior actor is the parent's sibling.",
            &[
                root(),
                monitor(),
                root()
                    .actor("scanning-agent")
                    .actor("remediation-agent")
                    .scope("write:rules")
                    .expires(NOW + 400),
            ],
        )
        .deny_at(3, "actor_chain_broken"),
        chain(
            "sibling-as-parent",
            source,
            "Investigation is remediation's sister, not its parent.",
            &[root(), investigator().claim("jti", "\"i\""), remediator()],
        )
        .deny_at(2, "actor_chain_broken"),
        chain(
            "missing-middle",
            source,
            "The middle one is not shown.",
            &[root(), remediator()],
        )
        .deny_at(2, "actor_chain_broken"),
        chain(
            "reordered",
            source,
            "Parent and child have changed places.",
            &[monitor().expires(NOW + 600), root().id("r")],
        )
        .deny_at(2, "actor_chain_broken"),
        chain(
            "reversed-order-of-actors",
            source,
            "`act` is nested the wrong way round.",
            &[
                root(),
                monitor(),
                root()
                    .actor("remediation-agent")
                    .actor("monitoring-agent")
                    .scope("write:rules")
                    .expires(NOW + 400),
            ],
        )
        .deny_at(3, "actor_chain_broken"),
        chain(
            "history-dropped",
            source,
            "The child forgets who acted before.",
            &[
                root(),
                monitor(),
                root()
                    .actor("remediation-agent")
                    .id("t-2")
                    .scope("write:rules")
                    .expires(NOW + 400),
            ],
        )
        .deny_at(3, "actor_chain_broken"),
        chain(
            "history-invented",
            source,
            "The child adds one who never acted.",
            &[
                root(),
                monitor(),
                root()
                    .actor("ghost")
                    .actor("monitoring-agent")
                    .actor("remediation-agent")
                    .scope("write:rules")
                    .expires(NOW + 400),
            ],
        )
        .deny_at(3, "actor_chain_broken"),
        chain(
            "actors-issuer-changed",
            source,
            "The prior actor has the same name at another issuer.",
            &[
                root(),
                monitor(),
                root()
                    .actor_with(r#""sub":"monitoring-agent","iss":"https://other.example""#)
                    .actor("remediation-agent")
                    .scope("write:rules")
                    .expires(NOW + 400),
            ],
        )
        .deny_at(3, "actor_untrusted"),
        chain(
            "repeated",
            source,
            "The same token twice.",
            &[monitor(), monitor()],
        )
        .deny_at(2, "token_repeated"),
        chain(
            "repeated-at-a-distance",
            source,
            "The root once more at the end.",
            &[root(), monitor(), root()],
        )
        .deny_at(3, "token_repeated"),
        chain(
            "id-reused",
            "RFC 7519, section 4.1.7: `jti` is unique",
            "A child with its parent's `jti`.",
            &[root(), monitor().id("t-0")],
        )
        .deny_at(2, "token_repeated"),
        chain(
            "two-roots",
            source,
            "Two tokens of the principal.",
            &[root(), root().id("second")],
        )
        .deny_at(2, "actor_chain_broken"),
    ]
}
