//! Access tokens under the authorization of the Model Context Protocol, revision 2026-07-28.

use std::net::{Ipv4Addr, Ipv6Addr};

use super::Reads;
use crate::config::Problem;
use crate::denial::Denial;
use crate::jose::jws::Jws;
use crate::profile::rfc9068::Rfc9068;
use crate::token::{Claims, Reader};

/// [`Profile::Mcp`](super::Profile::Mcp).
pub(super) struct Mcp;

impl Reads for Mcp {
    fn check_header(&self, jws: &Jws<'_>) -> Result<(), Denial> {
        Rfc9068.check_header(jws)
    }

    fn takes_actor_claim(&self) -> bool {
        true
    }

    fn other_names(&self, reader: &Reader<'_>, claims: &Claims) -> Result<Vec<String>, Denial> {
        Rfc9068.other_names(reader, claims)
    }

    fn read(&self, reader: &Reader<'_>, issuer: &str) -> Result<Claims, Denial> {
        Rfc9068.read(reader, issuer)
    }

    fn mistakes(&self, issuer: &str) -> Vec<Problem> {
        // RFC 8414, section 2, so that the metadata can name it as an authorization server
        match issuer.starts_with("https://") && !issuer.contains(['?', '#']) {
            true => Vec::new(),
            false => vec![Problem::new(
                "issuer",
                "an authorization server is an https URL without query and fragment",
            )],
        }
    }

    fn duties(&self, audience: &[String], resource_metadata: Option<&str>) -> Vec<Problem> {
        let mut problems = Vec::new();
        // MCP authorization, 2026-07-28, "Canonical Server URI"
        if audience.first().is_some_and(|uri| !is_canonical(uri)) {
            problems.push(Problem::new(
                "audience",
                "an MCP server's first audience is its canonical URI: https, in lower case, without a fragment",
            ));
        }
        // MCP authorization, 2026-07-28, "Protected Resource Metadata Discovery Requirements"
        if resource_metadata.is_none() {
            problems.push(Problem::new(
                "resourceMetadata",
                "an MCP server names its metadata in challenges",
            ));
        }
        problems
    }
}

/// `http` is for servers on the machine of their client alone.
fn is_canonical(uri: &str) -> bool {
    let Some((scheme, rest)) = uri.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let Some(host) = host(authority) else {
        return false;
    };
    uri.bytes().all(|b| b.is_ascii_graphic() && b != b'#')
        && match scheme {
            "https" => true,
            "http" => is_loopback(host),
            _ => false,
        }
}

/// The host of an authority in lower case without user information.
fn host(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(literal) => {
            let (address, port) = literal.split_once(']')?;
            address.parse::<Ipv6Addr>().ok()?;
            (authority.get(..address.len().checked_add(2)?)?, port)
        }
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let named = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-._[]:".contains(&b);
    let port = port.is_empty() || port.strip_prefix(':')?.parse::<u16>().is_ok();
    (!host.is_empty() && host.bytes().all(named) && port).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host == "[::1]"
        || host
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::is_canonical;

    #[test]
    fn knows_canonical_server_uris() {
        for uri in [
            "https://mcp.example.com",
            "https://mcp.example.com/",
            "https://mcp.example.com/server/Mcp",
            "https://mcp.example.com:8443/mcp?tenant=a",
            "https://[2001:db8::1]:8443/mcp",
            "http://localhost:3000/mcp",
            "http://127.0.0.1/mcp",
            "http://[::1]:3000/mcp",
        ] {
            assert!(is_canonical(uri), "{uri}");
        }
        for uri in [
            "mcp.example.com",
            "https://",
            "https:///mcp",
            "https://mcp.example.com#fragment",
            "https://mcp.example.com/#",
            "HTTPS://mcp.example.com",
            "https://MCP.example.com",
            "https://user@mcp.example.com",
            "https://mcp.example.com:port",
            "https://mcp.example.com:65536",
            "https://mcp.example.com/a b",
            "https://[mcp.example.com]",
            "https://[::1",
            "http://mcp.example.com",
            "http://localhost.example.com",
            "http://128.0.0.1",
            "ftp://localhost",
            "urn:example:mcp",
            "",
        ] {
            assert!(!is_canonical(uri), "{uri}");
        }
    }
}
