//! The document of proofs, for a host whose language has types for it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;

use crate::component::wit::exports::narrowgate::gate::gate as api;

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct Document {
    scheme: Scheme,
    dpop: Vec<String>,
    workload_identity: Option<String>,
    workload_proof: Vec<String>,
    aat: Vec<String>,
    approvals: Vec<String>,
    certificate_sha256: Option<String>,
    method: String,
    target: String,
    body_sha256: Option<String>,
    headers: Vec<(String, String)>,
    nonces: Vec<String>,
    #[serde(deserialize_with = "objects")]
    replay: Vec<Answer>,
    #[serde(deserialize_with = "objects")]
    revocation: Vec<Revocation>,
}

#[derive(Default, Deserialize)]
enum Scheme {
    #[default]
    Bearer,
    #[serde(rename = "DPoP")]
    Dpop,
    #[serde(rename = "Txn-Token")]
    TransactionToken,
    #[serde(rename = "Workload-Identity-Token")]
    WorkloadIdentityToken,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Answer {
    key: String,
    is_new: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Revocation {
    token: String,
    revoked: bool,
}

/// What serde derives takes an array for a struct, member by member; the component's hosts have objects.
fn objects<'de, D: serde::Deserializer<'de>, T: serde::de::DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let values = Vec::<serde_json::Map<String, Value>>::deserialize(deserializer)?;
    let read = |members| serde_json::from_value(Value::Object(members));
    let values = values.into_iter().map(read);
    values
        .collect::<Result<_, _>>()
        .map_err(serde::de::Error::custom)
}

/// The document as the component takes it; `None` where its types can't say it.
pub(crate) fn typed(document: &Value) -> Option<api::Proofs> {
    let document = Document::deserialize(document).ok()?;
    let octets = |text| URL_SAFE_NO_PAD.decode(text).ok();
    let digest = |text: Option<String>| match text {
        Some(text) => octets(text).map(Some),
        None => Some(None),
    };
    Some(api::Proofs {
        scheme: match document.scheme {
            Scheme::Bearer => api::Scheme::Bearer,
            Scheme::Dpop => api::Scheme::Dpop,
            Scheme::TransactionToken => api::Scheme::TransactionToken,
            Scheme::WorkloadIdentityToken => api::Scheme::WorkloadIdentityToken,
        },
        dpop: document.dpop,
        workload_identity: document.workload_identity,
        workload_proof: document.workload_proof,
        aat: document.aat,
        approvals: document.approvals,
        certificate_sha256: digest(document.certificate_sha256)?,
        method: document.method,
        target: document.target,
        body_sha256: digest(document.body_sha256)?,
        headers: document.headers,
        nonces: document.nonces,
        replay: document
            .replay
            .into_iter()
            .map(|answer| api::ReplayAnswer {
                key: answer.key,
                is_new: answer.is_new,
            })
            .collect(),
        revocation: document
            .revocation
            .into_iter()
            .map(|answer| {
                Some(api::RevocationAnswer {
                    token: octets(answer.token)?,
                    revoked: answer.revoked,
                })
            })
            .collect::<Option<_>>()?,
    })
}
