//! The scope relation, exact.

use serde_json::Value;

use super::{Case, concat};

pub(super) fn cases() -> Vec<Case> {
    let yes = |id: &str, child: &str, parent: &str, description: &str| {
        scope(id, child, parent, description).accept()
    };
    let no = |id: &str, child: &str, parent: &str, description: &str| {
        scope(id, child, parent, description).reject()
    };
    let malformed = |id: &str, child: &str, description: &str| {
        scope(id, child, "read:logs", description).deny("scope_malformed")
    };
    vec![
        yes("equal", "read:logs", "read:logs", "The same."),
        yes("subset", "read:logs", "read:logs write:rules", "Fewer."),
        yes("order", "b a", "a b", "Order means nothing."),
        yes("repeated", "a a a", "a", "Repetition means nothing."),
        yes("empty-in-empty", "", "", "Nothing is within nothing."),
        yes(
            "empty-in-any",
            "",
            "read:logs",
            "Nothing is within everything, and grants nothing.",
        ),
        yes(
            "wildcard-itself",
            "read:*",
            "read:* a",
            "A star is a name like any other.",
        ),
        yes("star-itself", "*", "*", "A star alone, too."),
        yes(
            "all-characters",
            "!#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~",
            "!#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~",
            "Every kind of character that a scope token may have.",
        ),
        yes(
            "openid",
            "openid",
            "openid profile",
            "Names of OpenID Connect are names.",
        ),
        no(
            "superset",
            "read:logs write:rules",
            "read:logs",
            "One more.",
        ),
        no("disjoint", "write:rules", "read:logs", "Another."),
        no(
            "any-in-empty",
            "a",
            "",
            "Empty is no authority, never all of it.",
        ),
        no(
            "wildcard-parent",
            "read:logs",
            "read:*",
            "A star covers nothing but itself.",
        ),
        no(
            "wildcard-child",
            "read:*",
            "read:logs",
            "The child's star is not matched against the parent.",
        ),
        no(
            "wildcard-child-of-many",
            "read:*",
            "read:a read:b",
            "All known values are not all values.",
        ),
        no(
            "wildcard-bare-prefix",
            "read",
            "read:*",
            "A prefix without its separator.",
        ),
        no(
            "wildcard-other-prefix",
            "reader:x",
            "read:*",
            "A prefix of a word.",
        ),
        no(
            "wildcard-empty-segment",
            "read:",
            "read:*",
            "An empty last segment.",
        ),
        no("wildcard-inner", "a:b:c", "a:*:c", "A star in the middle."),
        no(
            "wildcard-partial",
            "read:logs",
            "read:lo*",
            "A star within a word.",
        ),
        no(
            "star-parent",
            "read:logs",
            "*",
            "A star alone is not everything.",
        ),
        no("admin", "read", "admin", "No name implies another."),
        no("admin-star", "*", "admin", "No name implies everything."),
        no(
            "longer",
            "files:read:all",
            "files:read",
            "A longer name may mean more.",
        ),
        no(
            "shorter",
            "files",
            "files:read",
            "A shorter name may mean more.",
        ),
        no(
            "prefix",
            "mail.sender",
            "mail.send",
            "A prefix is another name.",
        ),
        no(
            "substring",
            "read",
            "readonly",
            "Part of a name is another name.",
        ),
        no(
            "case",
            "Read:logs",
            "read:logs",
            "Letters are compared as they are.",
        ),
        no("percent", "read%3Alogs", "read:logs", "Nothing is decoded."),
        no("comma", "read", "read,write", "A comma parts nothing."),
        no(
            "url",
            "https://x/read",
            "https://x/.default",
            "Paths have no hierarchy.",
        ),
        no(
            "trailing-colon",
            "read:logs:",
            "read:logs",
            "One character more.",
        ),
        malformed("double-space", "read:logs  a", "Two spaces."),
        malformed("leading-space", " read:logs", "A space before."),
        malformed("trailing-space", "read:logs ", "A space after."),
        malformed("space-alone", " ", "Nothing but a space."),
        malformed("tab", "read:logs\ta", "A tab parts nothing."),
        malformed("newline", "read:logs\na", "A line break parts nothing."),
        malformed("nbsp", "read:logs\u{a0}a", "Nor does a no-break space."),
        malformed(
            "zero-width",
            "read:\u{200b}logs",
            "A character that nobody sees.",
        ),
        malformed(
            "cyrillic",
            "r\u{435}ad:logs",
            "A letter that looks like another.",
        ),
        malformed(
            "full-width-colon",
            "read\u{ff1a}logs",
            "A colon that is none.",
        ),
        malformed("combining", "re\u{301}ad", "Nothing is normalised."),
        malformed(
            "quote",
            "read:\"logs\"",
            "A quote could leave the header that it is written into.",
        ),
        malformed("backslash", "read\\logs", "So could a backslash."),
        malformed("delete", "read\u{7f}", "A control character."),
        malformed("nul", "read\0", "A NUL."),
        scope(
            "parent-malformed",
            "read:logs",
            "read:logs ",
            "The parent is read as strictly as the child.",
        )
        .deny("scope_malformed"),
        scope(
            "token-256",
            concat(&[("a", 256)]),
            concat(&[("a", 256)]),
            "256 characters.",
        )
        .accept(),
        scope(
            "token-257",
            concat(&[("a", 257)]),
            concat(&[("a", 257)]),
            "257 characters.",
        )
        .deny("scope_too_large"),
        scope(
            "tokens-1024",
            concat(&[("a ", 1023), ("a", 1)]),
            "a",
            "1,024 tokens, all the same.",
        )
        .accept(),
        scope(
            "tokens-1025",
            concat(&[("a ", 1024), ("a", 1)]),
            "a",
            "1,025 tokens.",
        )
        .deny("scope_too_large"),
        scope(
            "tokens-million",
            concat(&[("a ", 1_000_000), ("a", 1)]),
            "a",
            "A million tokens: reading stops at the limit.",
        )
        .deny("scope_too_large"),
    ]
}

fn scope(id: &str, child: impl Into<Value>, parent: impl Into<Value>, description: &str) -> Case {
    Case::new(
        "scope",
        id,
        "RFC 6749, section 3.3 and appendix A.4",
        description,
    )
    .with("child", child)
    .with("parent", parent)
}
