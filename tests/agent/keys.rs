//! Keys: what is made, what is read, and that nothing of them shows.

use narrowgate::Algorithm;
use narrowgate::agent::{AgentError, AgentKey, Entropy, KeyType, PublicKey, Unsigned};
use serde_json::{Value, json};

use crate::support::{Agent, entropy};

/// RFC 8037, appendix A.1.
const RFC8037: &str = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

/// RFC 7515, appendix A.3.
const RFC7515: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;

fn misuse<T>(result: Result<T, AgentError>) -> bool {
    matches!(result, Err(AgentError::Misuse(_)))
}

#[test]
fn signs_as_rfc_8037_does() {
    let key = AgentKey::from_jwk(RFC8037).unwrap();
    // appendix A.3
    assert_eq!(
        key.public().thumbprint(),
        "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    );
    // appendix A.4
    let input = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    assert_eq!(mint::encode(key.sign(input.as_bytes())), signature);
}

/// RFC 6979, appendix A.2.5, with SHA-256 and the message "sample".
#[test]
fn signs_as_rfc_6979_does() {
    let jwk = json!({ "kty": "EC", "crv": "P-256",
        "d": mint::encode(hex("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721")),
        "x": mint::encode(hex("60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6")),
        "y": mint::encode(hex("7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299")),
    });
    let key = AgentKey::from_jwk(&jwk.to_string()).unwrap();
    let expected = hex(
        "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    );
    assert_eq!(key.sign(b"sample").to_vec(), expected);
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<char> = text.chars().collect();
    let octet = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap();
    digits.chunks(2).map(octet).collect()
}

#[test]
fn is_made_of_randomness_alone() {
    for key_type in [KeyType::Ed25519, KeyType::P256] {
        let drawn = |_| AgentKey::generate(key_type, Entropy::system().unwrap()).unwrap();
        let [one, other] = [(), ()].map(drawn);
        assert_ne!(one.public().thumbprint(), other.public().thumbprint());
        let input = signing_input(one.public().algorithm().as_str());
        let token = Unsigned::resume(&input, one.public()).unwrap();
        assert!(token.clone().sign(&one).is_ok());
        assert_eq!(token.sign(&other).unwrap_err(), AgentError::WrongSignature);
    }
    for octets in [[0; 32], [7; 32], [0xff; 32]] {
        assert_eq!(
            Entropy::from_octets(octets).unwrap_err(),
            AgentError::NoEntropy
        );
    }
    // FIPS 186-5, appendix A.2.2: not below the order
    let mut beyond = [0xff; 32];
    beyond[31] = 0;
    let beyond = || Entropy::from_octets(beyond).unwrap();
    assert_eq!(
        AgentKey::generate(KeyType::P256, beyond()).unwrap_err(),
        AgentError::NoEntropy
    );
    assert!(AgentKey::generate(KeyType::Ed25519, beyond()).is_ok());
}

fn signing_input(algorithm: &str) -> String {
    let header = json!({ "alg": algorithm }).to_string();
    format!("{}.{}", mint::encode(header), mint::encode("{}"))
}

#[test]
fn takes_up_tokens_of_its_algorithm_alone() {
    let part = |text: &str| mint::encode(text);
    for (number, algorithm) in [(3, "Ed25519"), (3, "EdDSA"), (4, "ES256")] {
        let agent = Agent::new(number);
        let good = signing_input(algorithm);
        let resumed = Unsigned::resume(&good, agent.public()).unwrap();
        assert_eq!(resumed.signing_input(), good.as_bytes());
        let token = resumed.sign(&agent.key).unwrap();
        assert!(token.starts_with(&format!("{good}.")), "{token}");
    }
    let agent = Agent::new(3);
    let (header, payload) = (part(r#"{"alg":"Ed25519"}"#), part("{}"));
    for wrong in [
        String::new(),
        ".".to_owned(),
        "a.b".to_owned(),
        "a transfer of all that I have".to_owned(),
        header.clone(),
        format!("{header}."),
        format!(".{payload}"),
        format!("{header}.{payload}."),
        format!("{header}.{payload}.AAAA"),
        format!("{header}={payload}"),
        format!("{header}.{payload}="),
        format!(" {header}.{payload}"),
        format!("{header}.{payload}\n"),
        format!("{header}.{}", part("[]")),
        format!("{header}.{}", part("Example of Ed25519 signing")),
        format!("{header}.{}", part(r#"{"a":1,"a":2}"#)),
        format!("{}.{payload}", part("[]")),
        format!("{}.{payload}", part("{}")),
        format!("{}.{payload}", part(r#"{"alg":1}"#)),
        format!("{}.{payload}", part(r#"{"alg":"ed25519"}"#)),
        signing_input("none"),
        signing_input("ES256"),
        signing_input("HS256"),
    ] {
        assert!(misuse(Unsigned::resume(&wrong, agent.public())), "{wrong}");
    }
}

#[test]
fn shows_nothing() {
    for jwk in [RFC8037, RFC7515] {
        let key = AgentKey::from_jwk(jwk).unwrap();
        let member: Value = serde_json::from_str(jwk).unwrap();
        let d = member["d"].as_str().unwrap();
        let shown = format!("{key:?} {:?} {}", key.public(), key.public().jwk());
        assert!(!shown.contains(d) && !shown.contains("\"d\""), "{shown}");
    }
    assert_eq!(format!("{:?}", entropy()), "Entropy");
}

#[test]
fn is_private_whole_and_of_two_types() {
    let jwk = |changes: &Value| {
        let mut member: Value = serde_json::from_str(RFC8037).unwrap();
        for (name, value) in changes.as_object().unwrap() {
            member[name] = value.clone();
        }
        AgentKey::from_jwk(&member.to_string())
    };
    for fine in [
        json!({}),
        json!({ "kid": "1", "use": "sig", "key_ops": ["sign"], "ext": true }),
        json!({ "key_ops": ["sign", "verify"], "alg": "Ed25519" }),
    ] {
        assert!(jwk(&fine).is_ok(), "{fine}");
    }
    let other = Agent::new(3);
    let other: Value = serde_json::from_str(&other.public().jwk()).unwrap();
    for wrong in [
        json!({ "d": null }),
        json!({ "d": 1 }),
        json!({ "d": "" }),
        json!({ "d": "AA" }),
        json!({ "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=" }),
        json!({ "x": other["x"] }),
        json!({ "x": "AA" }),
        json!({ "kty": "EC" }),
        json!({ "crv": "Ed448" }),
        json!({ "crv": "P-256" }),
        json!({ "alg": "ES256" }),
        json!({ "use": "enc" }),
        json!({ "key_ops": ["verify"] }),
        json!({ "key_ops": "sign" }),
        json!({ "p": "AA" }),
    ] {
        assert!(misuse(jwk(&wrong)), "{wrong}");
    }
    // RFC 7518, section 6.2.2.1: below the order, and not zero
    for octets in [[0; 32], [0xff; 32]] {
        let mut member: Value = serde_json::from_str(RFC7515).unwrap();
        member["d"] = mint::encode(octets).into();
        assert!(misuse(AgentKey::from_jwk(&member.to_string())));
    }
    for text in ["", "[]", "1", "{", "null", r#"{"kty":"OKP","kty":"OKP"}"#] {
        assert!(misuse(AgentKey::from_jwk(text)), "{text}");
        assert!(misuse(PublicKey::from_jwk(text)), "{text}");
    }
}

#[test]
fn public_halves_are_public() {
    for text in [
        RFC8037,
        RFC7515,
        r#"{"kty":"oct","k":"AA"}"#,
        r#"{"kty":"RSA","n":"AA","e":"AQAB"}"#,
        &mint::Key::es384(1).jwk(),
        &mint::Key::rs256().jwk(),
    ] {
        assert!(misuse(PublicKey::from_jwk(text)), "{text}");
    }
}

#[test]
fn the_older_name_of_ed25519_is_said_where_the_key_says_it() {
    let key = PublicKey::from_jwk(&mint::Key::ed25519(1).for_algorithm("EdDSA").jwk()).unwrap();
    assert_eq!(key.algorithm(), Algorithm::EdDsa);
    assert_eq!(
        key.jwk(),
        PublicKey::from_jwk(&mint::Key::ed25519(1).jwk())
            .unwrap()
            .jwk()
    );
}
