//! `status` of tokens that are of no linked chain: it tells the host where to look, and asks for nothing.

use super::*;

const DRAFT: &str = "draft-ietf-oauth-status-list, section 6.1";

pub(super) fn cases() -> Vec<Case> {
    let statuses = [
        (
            "list",
            r#"{"status_list":{"idx":7,"uri":"https://as.example/lists/1"}}"#,
        ),
        ("string", r#""active""#),
        ("number", "1"),
        ("null", "null"),
        ("other", r#"{"other":{}}"#),
    ];
    let malformed = [
        (
            "negative",
            r#"{"status_list":{"idx":-1,"uri":"https://as.example/lists/1"}}"#,
        ),
        ("without-uri", r#"{"status_list":{"idx":7}}"#),
        ("list-null", r#"{"status_list":null}"#),
        ("list-string", r#"{"status_list":"7"}"#),
    ];
    let lost = malformed.into_iter().flat_map(|(kind, status)| {
        let token = good().claim("status", status).mint();
        let case = |end: &str, description: &str, required: bool, answers: &[Value]| {
            let id = format!("status-{kind}{end}");
            case(&id, description, required, &token, answers).with("source", DRAFT)
        };
        [
            case("", "Nothing asks for it.", false, &[]).accept_as(found("not_checked")),
            case(
                "-required",
                "The gate asks, and where to look can't be read.",
                true,
                &[],
            )
            .deny("claim_invalid"),
            case(
                "-answered",
                "Whoever answers has looked elsewhere.",
                true,
                &[answer(&token, false)],
            )
            .deny("claim_invalid"),
            case("-revoked", "It was revoked.", true, &[answer(&token, true)])
                .deny("token_revoked"),
        ]
    });
    statuses
        .into_iter()
        .flat_map(|(kind, status)| {
            let token = good().claim("status", status).mint();
            let case = |end: &str, description: &str, required: bool, answers: &[Value]| {
                let id = format!("status-{kind}{end}");
                case(&id, description, required, &token, answers).with("source", DRAFT)
            };
            [
                case("", "Nothing asks for it.", false, &[]).accept_as(found("not_checked")),
                case(
                    "-required",
                    "The gate asks for an answer, as of every token.",
                    true,
                    &[],
                )
                .deny("revocation_unknown"),
                case("-answered", "And has it.", true, &[answer(&token, false)])
                    .accept_as(found("checked")),
            ]
        })
        .chain(lost)
        .collect()
}
