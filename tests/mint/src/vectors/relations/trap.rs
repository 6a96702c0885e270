//! What other comparisons fall for, in every relation.

use super::*;

/// What comes of a pair.
#[derive(Clone, Copy)]
enum Is {
    Within,
    Beyond,
    Malformed,
    TooLarge,
}

use Is::{Beyond, Malformed, TooLarge, Within};

impl Is {
    fn expect(self, case: Case) -> Case {
        match self {
            Within => case.accept(),
            Beyond => case.reject(),
            Malformed => case.deny("scope_malformed"),
            TooLarge => case.deny("scope_too_large"),
        }
    }
}

pub(super) fn cases() -> Vec<Case> {
    let long = || concat(&[("a ", 99_999), ("a", 1)]);
    let pairs = PAIRS
        .iter()
        .map(|&(id, parent, child, exact, segments, why)| {
            (id, json!(parent), json!(child), exact, segments, why)
        });
    let limits = [
        (
            "100000-asked",
            json!("a"),
            long(),
            TooLarge,
            TooLarge,
            "Reading stops at the limit.",
        ),
        (
            "100000-granted",
            long(),
            json!("a"),
            TooLarge,
            TooLarge,
            "On either side.",
        ),
        (
            "1024-tokens",
            distinct(1024),
            distinct(1024),
            Within,
            Within,
            "As many as can be read.",
        ),
    ];
    pairs
        .chain(limits)
        .flat_map(|(id, parent, child, exact, segments, why)| {
            // No name of a trap is in the table, so there it is as if there were none
            [
                ("exact", json!("exact"), exact),
                ("segments", colon(), segments),
                ("implies", roles(), exact),
            ]
            .map(|(mode, relation, is)| {
                let id = format!("{mode}-{id}");
                is.expect(compare(&id, why, relation, child.clone(), parent.clone()))
            })
        })
        .chain(separators())
        .collect()
}

fn distinct(count: usize) -> Value {
    let tokens: Vec<String> = (0..count).map(|number| format!("r:{number}")).collect();
    json!(tokens.join(" "))
}

/// Id, what is granted, what is asked for, what that is exactly, what it is by segments, why.
type Pair = (
    &'static str,
    &'static str,
    &'static str,
    Is,
    Is,
    &'static str,
);

const PAIRS: &[Pair] = &[
    (
        "below",
        "read:*",
        "read:logs",
        Beyond,
        Within,
        "Whether a star means anything is a setting.",
    ),
    (
        "bare-prefix",
        "read:*",
        "read",
        Beyond,
        Beyond,
        "What stands before the star is not below it.",
    ),
    (
        "other-word",
        "read:*",
        "reader:x",
        Beyond,
        Beyond,
        "A prefix of letters is no segment.",
    ),
    (
        "underscore",
        "read:*",
        "read_all",
        Beyond,
        Beyond,
        "Nor is another sign a separator.",
    ),
    (
        "deep-below",
        "read:*",
        "read:a:b",
        Beyond,
        Within,
        "As deep as one likes.",
    ),
    (
        "wrong-way",
        "read:a",
        "read:*",
        Beyond,
        Beyond,
        "The star that is asked for matches nothing.",
    ),
    (
        "all-known",
        "read:a read:b",
        "read:*",
        Beyond,
        Beyond,
        "All known values are not all values.",
    ),
    (
        "empty-segment",
        "read:*",
        "read:",
        Beyond,
        Malformed,
        "An empty segment.",
    ),
    (
        "star-and-name",
        "*",
        "a",
        Beyond,
        Malformed,
        "A star alone is not everything.",
    ),
    (
        "star-and-star",
        "*",
        "*",
        Within,
        Malformed,
        "A star alone is a name, or nothing.",
    ),
    (
        "admin-star",
        "admin",
        "*",
        Beyond,
        Malformed,
        "No name is everything.",
    ),
    (
        "admin-read",
        "admin",
        "read",
        Beyond,
        Beyond,
        "No name implies another by itself.",
    ),
    (
        "inner-star",
        "a:*:c",
        "a:b:c",
        Beyond,
        Malformed,
        "A star in the middle.",
    ),
    (
        "partial-star",
        "read:lo*",
        "read:logs",
        Beyond,
        Malformed,
        "A star within a word.",
    ),
    (
        "longer-literal",
        "files:read",
        "files:read:all",
        Beyond,
        Beyond,
        "What is more exact may be wider.",
    ),
    (
        "prefix",
        "mail.send",
        "mail.sender",
        Beyond,
        Beyond,
        "A prefix is another name.",
    ),
    (
        "case",
        "Read:logs",
        "read:logs",
        Beyond,
        Beyond,
        "Letters are compared as they are.",
    ),
    (
        "case-wildcard",
        "Read:*",
        "read:logs",
        Beyond,
        Beyond,
        "Before a star, too.",
    ),
    (
        "space-after",
        "read:logs",
        "read:logs ",
        Malformed,
        Malformed,
        "Nothing is trimmed.",
    ),
    (
        "two-spaces",
        "read:logs a",
        "read:logs  a",
        Malformed,
        Malformed,
        "Between two spaces stands nothing.",
    ),
    (
        "tab",
        "read:logs a",
        "read:logs\ta",
        Malformed,
        Malformed,
        "A tab is no space.",
    ),
    (
        "repeated",
        "a",
        "a a a",
        Within,
        Within,
        "A set has nothing twice.",
    ),
    (
        "empty-in-empty",
        "",
        "",
        Within,
        Within,
        "Nothing is within nothing.",
    ),
    (
        "any-in-empty",
        "",
        "a",
        Beyond,
        Beyond,
        "Empty is none, never all.",
    ),
    (
        "wildcard-in-empty",
        "",
        "a:*",
        Beyond,
        Beyond,
        "Empty is none, never all.",
    ),
    (
        "empty-in-any",
        "a b:*",
        "",
        Within,
        Within,
        "Nothing is within everything.",
    ),
    (
        "cyrillic",
        "read",
        "r\u{435}ad",
        Malformed,
        Malformed,
        "A letter that looks like another.",
    ),
    (
        "full-width-colon",
        "read:*",
        "read\u{ff1a}logs",
        Malformed,
        Malformed,
        "A colon that is none.",
    ),
    (
        "percent",
        "read:logs",
        "read%3Alogs",
        Beyond,
        Beyond,
        "Nothing is decoded.",
    ),
    (
        "percent-wildcard",
        "read:*",
        "read%3Alogs",
        Beyond,
        Beyond,
        "Nothing is decoded.",
    ),
    (
        "comma",
        "read,write",
        "read",
        Beyond,
        Beyond,
        "A comma parts nothing.",
    ),
    (
        "url",
        "https://x/.default",
        "https://x/read",
        Beyond,
        Beyond,
        "URLs are no hierarchy.",
    ),
    (
        "openid",
        "openid profile offline_access",
        "openid",
        Within,
        Within,
        "Names of OpenID Connect are names.",
    ),
    (
        "openid-wildcard",
        "openid:* profile",
        "openid",
        Beyond,
        Beyond,
        "And no wildcard is over them.",
    ),
    (
        "openid-star",
        "openid profile",
        "openid:*",
        Beyond,
        Beyond,
        "Nor are they over any.",
    ),
    (
        "same-wildcard",
        "read:*",
        "read:*",
        Within,
        Within,
        "The same.",
    ),
    (
        "deeper-wildcard",
        "read:*",
        "read:a:*",
        Beyond,
        Within,
        "A wildcard below the wildcard.",
    ),
    (
        "wider-wildcard",
        "read:a:*",
        "read:*",
        Beyond,
        Beyond,
        "Above it.",
    ),
    (
        "sibling-wildcard",
        "read:a:*",
        "read:b:*",
        Beyond,
        Beyond,
        "Beside it.",
    ),
    (
        "two-stars",
        "a:*:*",
        "a:b:c",
        Beyond,
        Malformed,
        "Two stars.",
    ),
    (
        "double-star",
        "a:**",
        "a:b",
        Beyond,
        Malformed,
        "A star twice.",
    ),
    (
        "empty-before",
        ":*",
        ":a",
        Beyond,
        Malformed,
        "An empty first segment.",
    ),
    (
        "empty-between",
        "a:*",
        "a::b",
        Beyond,
        Malformed,
        "An empty segment between.",
    ),
    (
        "separator-alone",
        "a:*",
        ":",
        Beyond,
        Malformed,
        "Nothing but empty segments.",
    ),
    (
        "one-of-each",
        "a b:*",
        "a b:c b:d:e",
        Beyond,
        Within,
        "Each has one that covers it.",
    ),
    (
        "one-beyond",
        "a b:*",
        "a b:c c",
        Beyond,
        Beyond,
        "All but one.",
    ),
];

/// One separator each; the other signs are letters.
fn separators() -> Vec<Case> {
    let by = |separator: &str| json!({ "segments": { "separator": separator } });
    let dot = |id: &str, child: &str, parent: &str| {
        compare(
            &format!("dot-{id}"),
            "The separator is a dot.",
            by("."),
            child,
            parent,
        )
    };
    let slash = |id: &str, child: &str, parent: &str| {
        compare(
            &format!("slash-{id}"),
            "The separator is a slash.",
            by("/"),
            child,
            parent,
        )
    };
    let urls = json!({ "segments": { "separator": "/", "opaque": ["https://x/.default", "https://x/*"] } });
    vec![
        dot("below", "mail.send", "mail.*").accept(),
        dot("prefix", "mail.sender", "mail.send").reject(),
        dot("prefix-wildcard", "mailbox.send", "mail.*").reject(),
        dot("colon", "mail:send", "mail.*").reject(),
        dot("colon-star", "mail:*", "mail:*").deny("scope_malformed"),
        slash("below", "files/a.txt", "files/*").accept(),
        slash("below-colon", "files/a:b", "files/*").accept(),
        slash("leading", "/files", "/files").deny("scope_malformed"),
        slash("url", "https://x/read", "https://x/read").deny("scope_malformed"),
        compare(
            "opaque-itself",
            "What is listed is a name.",
            urls.clone(),
            "https://x/.default",
            "https://x/.default",
        )
        .accept(),
        compare(
            "opaque-wildcard-itself",
            "Even one that ends with a star.",
            urls.clone(),
            "https://x/*",
            "https://x/*",
        )
        .accept(),
        compare(
            "opaque-wildcard",
            "It covers nothing.",
            urls.clone(),
            "https://x/.default",
            "https://x/*",
        )
        .reject(),
        compare(
            "opaque-not-listed",
            "Others are malformed.",
            urls,
            "https://x/read",
            "https://x/*",
        )
        .deny("scope_malformed"),
        compare(
            "opaque-literal",
            "No wildcard covers what is listed.",
            json!({ "segments": { "separator": ":", "opaque": ["read:secrets"] } }),
            "read:secrets",
            "read:*",
        )
        .reject(),
        compare(
            "opaque-star",
            "A star of the issuer's own.",
            json!({ "segments": { "separator": ":", "opaque": ["*"] } }),
            "a:b",
            "*",
        )
        .reject(),
    ]
}
