//! [`Status`]: where a token says that its status is listed (draft-ietf-oauth-status-list).

use crate::denial::Denial;
use crate::token::{Reader, invalid};

/// One entry of a status list.
///
/// It is the token's word, and tokens of linked chains are made by agents: a host fetches lists from places that it knows, and
/// from no other one.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Status {
    idx: u32,
    uri: String,
}

impl Status {
    /// The position in the list, from 0.
    pub fn idx(&self) -> u32 {
        self.idx
    }

    /// The list.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// `status` (draft-ietf-oauth-status-list, sections 6.1 and 6.2). Of its mechanisms `status_list` is the one that is known.
    pub(crate) fn read(status: &Reader<'_>) -> Result<Self, Denial> {
        let list = status
            .object("status_list")?
            .ok_or_else(|| invalid("`status` has no `status_list`"))?;
        let idx = list
            .count("idx")?
            .ok_or_else(|| invalid("`status_list` has no `idx`"))?;
        let uri = list
            .text("uri")?
            .ok_or_else(|| invalid("`status_list` has no `uri`"))?;
        Ok(Self {
            idx: u32::try_from(idx).map_err(|_| invalid("`idx` is beyond every list"))?,
            uri: match is_uri(uri) {
                true => uri.to_owned(),
                false => return Err(invalid("`uri` of `status_list` is not a URI")),
            },
        })
    }
}

/// RFC 3986, section 3: a scheme, and after it the characters of section 2.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let of_scheme = |b: u8| b.is_ascii_alphanumeric() || b"+-.".contains(&b);
    let of_uri = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&b);
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(of_scheme)
        && !rest.is_empty()
        && rest.bytes().all(of_uri)
}
