//! Settings, and what they accept.

use super::*;

pub(super) fn cases() -> Vec<Case> {
    [mistakes(), generations()].into_iter().flatten().collect()
}

fn mistakes() -> Vec<Case> {
    let problem = |id: &str, description: &str, settings: Value, path: &str| {
        with_settings(
            case(
                &format!("settings-{id}"),
                "The operator's mistakes",
                description,
            )
            .token(planner().mint()),
            settings,
        )
        .config_error(&format!("issuers[0].{path}"))
    };
    let trust = |id: &str, name: &str| {
        problem(
            &format!("trust-domain-{id}"),
            &format!("A trust domain `{name}`."),
            json!({ "trustDomain": name }),
            "profile.zeroid.trustDomain",
        )
    };
    let whole = |id: &str, description: &str, profile: Value| {
        let mut config = config_with(json!({}));
        config["issuers"][0]["profile"] = profile;
        case(
            &format!("settings-{id}"),
            "The operator's mistakes",
            description,
        )
        .with("config", config)
        .token(planner().mint())
        .config_error("issuers[0].profile.zeroid")
    };
    vec![
        trust("empty", ""),
        trust("upper-case", "Agents.example.com"),
        trust("scheme", "spiffe://agents.example.com"),
        trust("slash", "agents.example.com/"),
        trust("port", "agents.example.com:443"),
        trust("dot", "agents.example.com."),
        trust("hyphen", "-agents.example.com"),
        problem(
            "tokens-empty",
            "No generation.",
            json!({ "tokens": [] }),
            "profile.zeroid.tokens",
        ),
        problem(
            "grant-known",
            "A grant type that is known already.",
            json!({ "grantTypes": ["own", "api_key"] }),
            "profile.zeroid.grantTypes[1]",
        ),
        problem(
            "grant-empty",
            "A grant type without a name.",
            json!({ "grantTypes": [""] }),
            "profile.zeroid.grantTypes[0]",
        ),
        problem(
            "user-issuer-space",
            "A provider with a space.",
            json!({ "userIssuers": ["https://idp.example "] }),
            "profile.zeroid.userIssuers[0]",
        ),
        problem(
            "tokens-unknown",
            "A generation that nobody knows.",
            json!({ "tokens": ["legacy", "g3"] }),
            "profile.zeroid.tokens[1]",
        ),
        problem(
            "details-ignored-and-enforced",
            "What is ignored is not enforced.",
            json!({ "ignoreAuthorizationDetails": true, "enforceAuthorizationDetails": true }),
            "profile.zeroid.enforceAuthorizationDetails",
        ),
        problem(
            "misspelt",
            "A setting that there is not.",
            json!({ "requireResources": true }),
            "profile.zeroid.requireResources",
        ),
        whole("missing", "Settings are required.", json!("zeroid")),
    ]
}

fn generations() -> Vec<Case> {
    let source = format!("{SPEC}, section 4.4");
    let only = |id: &str, token: &AccessToken, tokens: Value| {
        with_settings(
            case(
                &format!("generation-{id}"),
                &source,
                "What is not listed is refused.",
            )
            .token(token.mint()),
            json!({ "tokens": tokens }),
        )
    };
    vec![
        only("legacy-of-legacy", &fetcher(), json!(["legacy"])).accept(),
        only("rfc8693-of-legacy", &researcher(), json!(["legacy"])).deny("type_not_accepted"),
        only("rfc8693-of-rfc8693", &researcher(), json!(["rfc8693"])).accept(),
        only("legacy-of-rfc8693", &fetcher(), json!(["rfc8693"])).deny("type_not_accepted"),
        only(
            "null-is-rfc8693",
            &fetcher().claim("principal_type", "null"),
            json!(["legacy"]),
        )
        .deny("type_not_accepted"),
    ]
}
