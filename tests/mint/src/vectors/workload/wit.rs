//! Workload identity tokens. Whatever is right with one, it is refused without a proof: `proof_required` is then what
//! comes after everything that was looked at here.

use super::*;

const WIMSE: &str = "wimse://example.org";
pub(super) const DRAFT: &str = "draft-ietf-wimse-workload-creds-02, section 5.1";
pub(super) const FIELD: &str = "Workload-Identity-Token";

pub(super) fn cases() -> Vec<Case> {
    [good(), headers(), claims(), keys(), workloads(), carriers()]
        .into_iter()
        .flatten()
        .collect()
}

pub(super) fn trusts(domain: &str, settings: Value) -> Value {
    trusted(domain, json!({ "wimse-wit": settings }), &key())
}

/// The key that a workload proves.
pub(super) fn held() -> Key {
    Key::es256(7)
}

pub(super) fn confirmation(key: &Key) -> String {
    format!(r#"{{"jwk":{}}}"#, key.jwk())
}

pub(super) fn wit() -> AccessToken {
    wit_by(&key())
}

pub(super) fn wit_by(key: &Key) -> AccessToken {
    token(key, "wit+jwt")
        .without("aud")
        .claim("cnf", confirmation(&held()))
}

fn case(id: &str, source: &str, description: &str) -> Case {
    let case = Case::new("token", &format!("wit-{id}"), source, description);
    now(case.with("config", gate([trusts(DOMAIN, json!({}))])))
}

fn by(case: Case, token: String) -> Case {
    carried(case, &token, FIELD)
}

fn unproven(case: Case, token: &AccessToken) -> Case {
    by(case, token.mint()).deny("proof_required")
}

fn good() -> Vec<Case> {
    let wimse = || gate([trusts(WIMSE, json!({}))]);
    let workload = "wimse://example.org/agent/7";
    vec![
        unproven(
            case("good", DRAFT, "`sub`, `exp` and `cnf.jwk`."),
            &wit().without("iat"),
        ),
        unproven(
            case(
                "good-wimse",
                "draft-ietf-wimse-identifier-02, section 4.4",
                "A workload of a `wimse` domain.",
            )
            .with("config", wimse()),
            &wit().subject(workload),
        ),
        unproven(
            case(
                "good-other-claims",
                DRAFT,
                "`jti`, and claims that nobody asks for.",
            ),
            &wit()
                .id("1")
                .claim("team", r#"["a",null]"#)
                .scope("files:read"),
        ),
        unproven(
            case(
                "good-no-kid",
                "draft-ietf-wimse-workload-creds-02, section 3",
                "No `kid`, and the domain has one key.",
            )
            .with("config", wimse()),
            &wit().subject(workload).without_header("kid"),
        ),
        by(
            case(
                "no-kid-svid",
                "WIT-SVID, section 2.1",
                "No `kid`, in a WIT-SVID.",
            ),
            wit().without_header("kid").mint(),
        )
        .deny("header_invalid"),
    ]
}

fn headers() -> Vec<Case> {
    let typ = |id: &str, typ: &str| {
        let case = case(&format!("typ-{id}"), DRAFT, &format!("`typ` is {typ}."));
        by(case, wit().header("typ", typ).mint())
    };
    vec![
        typ("wit-jwt", r#""wit+jwt""#).deny("proof_required"),
        typ("application", r#""application/wit+jwt""#).deny("proof_required"),
        typ("jwt", r#""JWT""#).deny("type_not_accepted"),
        typ("upper-case", r#""WIT+JWT""#).deny("type_not_accepted"),
        typ("wpt", r#""wpt+jwt""#).deny("type_not_accepted"),
        typ("access-token", r#""at+jwt""#).deny("type_not_accepted"),
        typ("txn", r#""txntoken+jwt""#).deny("type_not_accepted"),
        typ("dpop", r#""dpop+jwt""#).deny("type_not_accepted"),
        typ("null", "null").deny("header_invalid"),
        by(
            case("typ-absent", DRAFT, "No `typ`."),
            wit().without_header("typ").mint(),
        )
        .deny("type_not_accepted"),
    ]
}

fn claims() -> Vec<Case> {
    let named = |id: &str, what: &str| case(id, DRAFT, what);
    let table = |claim, codes| table(named, by, &wit(), claim, codes, &key());
    let cnf = ("claim_missing", "confirmation_unsupported");
    let kinds = |name: &str, source: &str, values: [&str; 3]| {
        let case = |(index, json): (usize, &str)| {
            let what = format!("`{name}` is {json}.");
            let case = case(&format!("{name}-kind-{index}"), source, &what);
            by(case, wit().claim(name, json).mint()).deny("claim_invalid")
        };
        values.into_iter().enumerate().map(case).collect::<Vec<_>>()
    };
    [
        table(("sub", "string"), ("issuer_unknown", "issuer_unknown")),
        table(("exp", "number"), ("claim_missing", "claim_invalid")),
        table(("cnf", "none"), cnf),
        kinds("iss", "RFC 7519, section 4.1.1", ["null", "17", r#"["a"]"#]),
        // It is for the proof to say
        kinds(
            "aud",
            "WIT-SVID",
            ["null", r#""https://tools.example/mcp""#, "[]"],
        ),
        vec![
            by(
                case("expired", DRAFT, "`exp` has passed."),
                wit().without("iat").expires(NOW - 60).mint(),
            )
            .deny("token_expired"),
            by(
                case(
                    "exp-before-nbf",
                    "RFC 7519, section 4.1.5",
                    "It expires before it is valid.",
                ),
                wit().not_before(NOW + 600).mint(),
            )
            .deny("claim_invalid"),
            by(
                case("jti-number", DRAFT, "`jti` is a number."),
                wit().claim("jti", "1").mint(),
            )
            .deny("claim_invalid"),
        ],
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn keys() -> Vec<Case> {
    let cnf = |id: &str, what: &str, json: String| {
        let case = case(&format!("cnf-{id}"), DRAFT, what);
        by(case, wit().claim("cnf", json).mint())
    };
    let jwk = held().jwk();
    let members = jwk.strip_suffix('}').expect("an object");
    let secret =
        r#"{"jwk":{"kty":"oct","k":"c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0","alg":"HS256"}}"#;
    vec![
        cnf("ed25519", "An Ed25519 key.", confirmation(&Key::ed25519(7))).deny("proof_required"),
        cnf(
            "no-alg",
            "A key without `alg`.",
            format!(r#"{{"jwk":{}}}"#, held().bare_jwk()),
        )
        .deny("confirmation_unsupported"),
        cnf(
            "alg-none",
            "A key for `none`.",
            confirmation(&held()).replace(r#""ES256""#, r#""none""#),
        )
        .deny("confirmation_unsupported"),
        cnf(
            "alg-other",
            "A P-256 key for ES384.",
            confirmation(&held()).replace(r#""ES256""#, r#""ES384""#),
        )
        .deny("confirmation_unsupported"),
        cnf("secret", "A secret key.", secret.to_owned()).deny("confirmation_unsupported"),
        cnf(
            "private",
            "A private key.",
            format!(r#"{{"jwk":{members},"d":"AAAA"}}}}"#),
        )
        .deny("confirmation_unsupported"),
        cnf(
            "thumbprint",
            "A thumbprint in place of the key.",
            format!(r#"{{"jkt":"{}"}}"#, held().thumbprint()),
        )
        .deny("confirmation_unsupported"),
        cnf(
            "kid",
            "A name in place of the key.",
            r#"{"kid":"1"}"#.to_owned(),
        )
        .deny("confirmation_unsupported"),
        cnf(
            "text",
            "Text in place of the key.",
            r#"{"jwk":"{}"}"#.to_owned(),
        )
        .deny("confirmation_unsupported"),
    ]
}

/// One workload, of a configured domain, and an identity server of that domain.
fn workloads() -> Vec<Case> {
    let second = "draft-ietf-wimse-workload-creds-02, section 4";
    let names = |id: &str, what: &str, name: &str, json: &str| {
        by(
            case(&format!("second-{id}"), second, what),
            wit().claim(name, json).mint(),
        )
    };
    let anchors = "draft-ietf-wimse-workload-creds-02, section 3";
    let listed = |id: &str, what: &str| {
        let settings = json!({ "issuers": ["https://identity.example.org", "https://identity-2.example.org"] });
        case(id, anchors, what).with("config", gate([trusts(DOMAIN, settings)]))
    };
    vec![
        names(
            "claim",
            "A second workload in a claim.",
            "instance",
            r#""spiffe://example.org/agent/7/instance/1""#,
        )
        .deny("claim_invalid"),
        names(
            "same",
            "The same workload again.",
            "workload",
            &string(WORKLOAD),
        )
        .deny("claim_invalid"),
        names(
            "wimse",
            "A second workload by the other scheme.",
            "instance",
            r#""wimse://example.org/agent/8""#,
        )
        .deny("claim_invalid"),
        names(
            "array",
            "A second workload in an array.",
            "workloads",
            r#"["a","spiffe://example.org/agent/8"]"#,
        )
        .deny("claim_invalid"),
        names(
            "nested",
            "A second workload deep inside.",
            "labels",
            r#"{"a":[{"b":"spiffe://example.org/agent/8"}]}"#,
        )
        .deny("claim_invalid"),
        names(
            "actor",
            "An actor is a second workload.",
            "act",
            r#"{"sub":"spiffe://example.org/agent/8"}"#,
        )
        .deny("claim_invalid"),
        names(
            "sub-array",
            "An array of workloads.",
            "sub",
            r#"["spiffe://example.org/agent/7","spiffe://example.org/agent/8"]"#,
        )
        .deny("issuer_unknown"),
        names(
            "none",
            "An instance by another name.",
            "instance",
            r#""instance-1""#,
        )
        .deny("proof_required"),
        by(
            case(
                "foreign-key",
                anchors,
                "A workload of the domain, signed with another key.",
            ),
            wit().signed_by(&Key::es256(2)).mint(),
        )
        .deny("signature_invalid"),
        by(
            case("foreign-domain", anchors, "A workload of another domain."),
            wit().subject("spiffe://other.example/agent/7").mint(),
        )
        .deny("issuer_unknown"),
        by(
            case(
                "foreign-scheme",
                anchors,
                "A workload of the domain of that name in the other scheme.",
            ),
            wit().subject("wimse://example.org/agent/7").mint(),
        )
        .deny("issuer_unknown"),
        by(
            case(
                "upper-case",
                "SPIFFE-ID, section 2.1",
                "The domain in capitals.",
            ),
            wit().subject("spiffe://EXAMPLE.org/agent/7").mint(),
        )
        .deny("issuer_unknown"),
        by(
            case("domain", second, "The domain itself."),
            wit().subject(DOMAIN).mint(),
        )
        .deny("claim_invalid"),
        by(
            case("iss-any", anchors, "Any `iss`, where none is configured."),
            wit().issuer("https://who.example").mint(),
        )
        .deny("proof_required"),
        by(
            listed("iss-listed", "`iss` is on the list."),
            wit().issuer("https://identity-2.example.org").mint(),
        )
        .deny("proof_required"),
        by(
            listed("iss-absent", "No `iss`, and it need not be there."),
            wit().mint(),
        )
        .deny("proof_required"),
        by(
            listed("iss-other", "`iss` is not on the list."),
            wit().issuer("https://who.example").mint(),
        )
        .deny("issuer_unknown"),
        by(
            listed("iss-prefix", "`iss` begins like one on the list."),
            wit().issuer("https://identity.example.org/").mint(),
        )
        .deny("issuer_unknown"),
        by(
            listed("iss-empty", "`iss` is empty."),
            wit().issuer("").mint(),
        )
        .deny("claim_invalid"),
    ]
}

fn carriers() -> Vec<Case> {
    let mut cases: Vec<_> = ["Bearer", "DPoP", "Txn-Token"]
        .into_iter()
        .map(|scheme| {
            let id = format!("by-{}", scheme.to_lowercase());
            let case = case(&id, DRAFT, &format!("Carried by `{scheme}`."));
            carried(case, &wit().mint(), scheme).deny("scheme_mismatch")
        })
        .collect();
    // Beside another token
    let both = || gate([svid::trusts(&key())]);
    let beside = |id: &str, what: &str, token: String| {
        case(id, DRAFT, what).with("config", both()).with(
            "presented",
            json!({ "token": svid::svid().mint(), "proofs": { "workloadIdentity": token } }),
        )
    };
    cases.push(
        beside(
            "beside-svid",
            "A JWT-SVID where a workload identity token is expected beside another token.",
            svid::svid().mint(),
        )
        .deny("type_not_accepted"),
    );
    cases.push(
        beside(
            "beside-untrusted",
            "One of a domain that is not trusted, beside another token.",
            wit().subject("wimse://example.org/a").mint(),
        )
        .deny("issuer_unknown"),
    );
    cases
}
