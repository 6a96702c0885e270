//! A child that says which key the actor before it had: it has to be the key that the parent is bound to.

use super::*;

const SOURCE: &str = "RFC 7800, section 3.1; draft-mcguinness-oauth-actor-profile-00";

fn jkt(key: &Key) -> String {
    json!({ "jkt": key.thumbprint() }).to_string()
}

/// The monitoring agent's token, bound to this.
fn bound(cnf: &str) -> AccessToken {
    monitor().claim("cnf", cnf)
}

/// The next agent's, which says that the monitoring agent was bound to this.
fn naming(cnf: &str) -> AccessToken {
    root()
        .actor_with(&format!(r#""sub":"monitoring-agent","cnf":{cnf}"#))
        .actor("investigation-agent")
        .expires(NOW + 400)
        .issued(NOW - 40)
}

pub(super) fn cases() -> Vec<Case> {
    let (one, other) = (Key::es256(3), Key::es256(4));
    let jwk = json!({ "jwk": super::super::parsed(&one.bare_jwk()) }).to_string();
    let pair = |id: &str, description: &str, parent: AccessToken, child: AccessToken| {
        chain(&format!("key-{id}"), SOURCE, description, &[parent, child])
    };
    let broken = |id: &str, description: &str, parent: AccessToken, child: AccessToken| {
        pair(id, description, parent, child).deny_at(2, "actor_chain_broken")
    };
    let certificate = r##"{"x5t#S256":"A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"}"##;
    vec![
        pair(
            "same",
            "The parent's own.",
            bound(&jkt(&one)),
            naming(&jkt(&one)),
        )
        .accept(),
        pair(
            "same-as-jwk",
            "Said in another way.",
            bound(&jkt(&one)),
            naming(&jwk),
        )
        .accept(),
        broken(
            "other",
            "Another one.",
            bound(&jkt(&one)),
            naming(&jkt(&other)),
        ),
        broken(
            "none",
            "The parent is bound to none.",
            monitor(),
            naming(&jkt(&one)),
        ),
        broken(
            "certificate",
            "The parent is bound to a certificate.",
            bound(certificate),
            naming(&jkt(&one)),
        ),
        pair(
            "unsaid",
            "The child does not say it.",
            bound(&jkt(&one)),
            investigator(),
        )
        .accept(),
        chain(
            "key-other-from-the-root",
            SOURCE,
            "Three tokens: the last one is refused.",
            &[root(), bound(&jkt(&one)), naming(&jkt(&other))],
        )
        .deny_at(3, "actor_chain_broken"),
        chain(
            "key-without-parent",
            SOURCE,
            "Nothing is compared with history alone.",
            &[naming(&jkt(&one))],
        )
        .accept(),
    ]
}
