//! [`Metadata`]: what a protected resource publishes about itself (RFC 9728, section 2).

use std::collections::BTreeSet;

use crate::details::DetailTypes;
use crate::jose::jwa::Algorithm;
use crate::keyring::Keyring;
use crate::possession::ProofRules;
use crate::profile::Carrier;

/// The document for `/.well-known/oauth-protected-resource`, made from a gate's configuration. A client checks that
/// `resource` is the URL it asked for (RFC 9728, section 3.3), so the gate's first audience should be that URL.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Metadata {
    resource: String,
    authorization_servers: Vec<String>,
    bearer_methods_supported: [&'static str; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scopes_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authorization_details_types_supported: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    dpop_signing_alg_values_supported: Vec<&'static str>,
}

impl Metadata {
    pub(crate) fn new<'a>(
        resource: &str,
        keyring: &Keyring,
        proofs: Option<&ProofRules>,
        scopes: impl Iterator<Item = &'a str>,
        details: &DetailTypes,
    ) -> Self {
        // RFC 9728, section 2: authorization servers are issuers of access tokens, by RFC 8414 an https URL each
        let servers: Vec<_> = keyring
            .issuers()
            .filter(|issuer| issuer.profile.rules().carrier() == Carrier::Authorization)
            .filter(|issuer| issuer.issuer.starts_with("https://"))
            .collect();
        let scopes: BTreeSet<_> = scopes.map(str::to_owned).collect();
        let linked = keyring
            .issuers()
            .filter_map(|issuer| Some(issuer.profile.rules().linked()?.detail_type()));
        let details: BTreeSet<_> = details.iter().chain(linked).map(str::to_owned).collect();
        let algorithms = proofs.map(|rules| rules.dpop.algorithms.as_slice());
        Self {
            resource: resource.to_owned(),
            authorization_servers: servers.iter().map(|issuer| issuer.issuer.clone()).collect(),
            // MCP authorization, 2026-07-28: the header alone, never the query
            bearer_methods_supported: ["header"],
            scopes_supported: scopes.into_iter().collect(),
            authorization_details_types_supported: details.into_iter().collect(),
            dpop_signing_alg_values_supported: algorithms
                .unwrap_or_default()
                .iter()
                .copied()
                .map(Algorithm::as_str)
                .collect(),
        }
    }
}
