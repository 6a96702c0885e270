//! Linked chains: every token after the first is signed with the key that the one before it confirms, and holds that one's
//! hash. There is one walker; what drafts have different is theirs to say ([`Draft`]).

pub(crate) mod aat01;
pub(crate) mod adc03;
mod parent;

pub(crate) use parent::Parent;

use std::sync::Arc;

use super::step::{check_bounds, check_not_repeated};
use crate::denial::{Code, Denial, Hop, shown};
use crate::jose::base64url;
use crate::jose::json::Object;
use crate::jose::jwk::Jwk;
use crate::jose::jws::Jws;
use crate::token::{Claims, Reader, VerifiedToken, invalid, missing};

/// What a draft says of its tokens.
pub(crate) trait Draft {
    /// The header policy of a child, before any key is looked for.
    fn check_child_header(&self, jws: &Jws<'_>) -> Result<(), Denial>;

    /// May a child's header bring the key along that it was signed with? It is for [`Self::child_key`] to compare.
    fn brings_key(&self) -> bool {
        false
    }

    /// The key that the child was signed with: what its parent confirms, and nothing that the child says of itself.
    fn child_key(&self, parent: &Claims, child: &Jws<'_>) -> Result<Jwk, Denial>;

    /// The child's payload, once its signature has been verified.
    fn read_child(&self, reader: &Reader<'_>, parent: &Claims) -> Result<Claims, Denial>;

    /// Where tokens name tools and have no scopes: does the name of a tool stand for the scopes that it requires? Nobody's does
    /// but by the operator's word.
    fn takes_tools_instead_of_scopes(&self) -> bool {
        false
    }

    /// May a token stand this deep? `most` is its own `del_max_depth`.
    fn allows_depth(&self, depth: u64, most: u64) -> bool;

    /// The `type` of the entry of `authorization_details` that grants.
    fn detail_type(&self) -> &'static str;
}

/// Where in its chain a token stands, and what it grants.
#[derive(Debug)]
pub(crate) struct Linked {
    /// `del_depth`: how many tokens stand before it.
    pub(crate) depth: u64,
    /// `del_max_depth`.
    pub(crate) max_depth: u64,
    /// `par_hash`: SHA-256 of the signing input of the one before it.
    pub(crate) parent: Option<[u8; 32]>,
    pub(crate) grant: Grant,
    /// What the delegator calls the holder, where the draft lets it: the next token may repeat it, and nobody else reads it.
    pub(crate) called: Option<String>,
}

/// The authority of a linked token, in its draft's terms. What delegates is what enforces: both ask it.
#[derive(Debug)]
pub(crate) enum Grant {
    Tools(aat01::Tools),
    Delegation(adc03::Delegation),
}

impl Linked {
    /// `del_depth`, `del_max_depth` and `par_hash`, which both drafts write alike.
    pub(crate) fn read(reader: &Reader<'_>, max_depth: u64, grant: Grant) -> Result<Self, Denial> {
        let depth = reader
            .count("del_depth")?
            .ok_or_else(|| missing("del_depth"))?;
        Ok(Self {
            depth,
            max_depth,
            parent: reader.text("par_hash")?.map(hash).transpose()?,
            grant,
            called: None,
        })
    }

    /// draft-niyikiza-oauth-attenuating-agent-tokens-01, section 7, steps 3c and 3d;
    /// draft-asor-wimse-agent-delegation-chain-02, section "Token Format": a root has depth 0 and no parent.
    fn check_root(&self) -> Result<(), Denial> {
        match self.depth == 0 && self.parent.is_none() {
            true => Ok(()),
            false => Err(broken(
                "it is not the root of a chain, and none stands before it",
            )),
        }
    }
}

impl Grant {
    /// The first scope of ours that `parent` does not grant, where tokens have scopes.
    fn scope_beyond(&self, parent: &Self) -> Option<&str> {
        match (self, parent) {
            (Self::Delegation(child), Self::Delegation(parent)) => child.scope_beyond(parent),
            (Self::Tools(_) | Self::Delegation(_), _) => None,
        }
    }

    /// What this grants and `parent` does not, as a sentence without a subject; `None` where it only narrows.
    fn first_beyond(&self, parent: &Self) -> Option<String> {
        match (self, parent) {
            (Self::Tools(child), Self::Tools(parent)) => child.first_beyond(parent),
            (Self::Delegation(child), Self::Delegation(parent)) => child.first_beyond(parent),
            (Self::Tools(_) | Self::Delegation(_), _) => {
                Some("authority of another kind".to_owned())
            }
        }
    }

    /// Is this call within it? The arguments have been found to be the tool's.
    pub(crate) fn permits(&self, tool: &str, input: &Object) -> Result<(), Denial> {
        match self {
            Self::Tools(tools) => tools.permits(tool, input),
            Self::Delegation(delegation) => delegation.permits(input),
        }
    }
}

/// The child holds the hash of its parent, of the very bytes that were signed: a sibling, or the same claims signed again, is
/// another one. Who has no parent holds none.
fn check_hash(parent: Option<&[u8; 32]>, child: &Claims) -> Result<(), Denial> {
    match linked(child)?.parent.as_ref() == parent {
        true => Ok(()),
        false => Err(broken("`par_hash` is not the hash of the token before it")),
    }
}

/// One step of the walk, as far as it depends on the two tokens alone: it is done once, when the child is verified. Which token
/// stands where is [`check`]ed whenever they are presented.
fn check_link(draft: &dyn Draft, parent: &Claims, child: &Claims) -> Result<(), Denial> {
    let (before, after) = (linked(parent)?, linked(child)?);
    if after.depth != before.depth.saturating_add(1) {
        return Err(broken(
            "`del_depth` is not one more than that of the token before it",
        ));
    }
    // draft-niyikiza-oauth-attenuating-agent-tokens-01, section 4.3; draft-asor-wimse-agent-delegation-chain-02, rule 5
    if after.max_depth > before.max_depth {
        return Err(widened(
            "`del_max_depth` is more than that of the token before it",
        ));
    }
    if !draft.allows_depth(after.depth, after.max_depth) {
        return Err(Denial::new(
            Code::DepthExceeded,
            format!(
                "it stands at depth {}, and `del_max_depth` is {}",
                after.depth, after.max_depth
            ),
        ));
    }
    check_bounds(child, parent, "the token before it")?;
    // What may not be used yet can't be made usable by whoever holds it
    if child.not_before.max(child.issued) < parent.not_before {
        return Err(Denial::new(
            Code::IssuedBeforeParent,
            "it is valid before the token before it",
        ));
    }
    if child.principal != parent.principal {
        return Err(Denial::new(
            Code::SubjectChanged,
            "it is on behalf of someone else than the token before it",
        ));
    }
    if let Some(scope) = after.grant.scope_beyond(&before.grant) {
        return Err(Denial::new(
            Code::ScopeWidened,
            format!(
                "scope `{}` is not granted by the token before it",
                shown(scope)
            ),
        ));
    }
    match after.grant.first_beyond(&before.grant) {
        Some(what) => Err(widened(format!(
            "it grants {what}, which the token before it does not"
        ))),
        None => Ok(()),
    }
}

/// Root first: every token stands where it says, behind the very token that it holds the hash of.
pub(crate) fn check(tokens: &[Arc<VerifiedToken>]) -> Result<(), Denial> {
    for (index, token) in tokens.iter().enumerate() {
        let hop = Hop {
            token: index.saturating_add(1),
            of: tokens.len(),
        };
        let earlier = tokens.get(..index).unwrap_or_default();
        check_place(token, earlier).map_err(|denial| denial.at(hop))?;
    }
    Ok(())
}

fn check_place(token: &VerifiedToken, earlier: &[Arc<VerifiedToken>]) -> Result<(), Denial> {
    let link = linked(&token.claims)?;
    if usize::try_from(link.depth) != Ok(earlier.len()) {
        return Err(broken("it does not stand where `del_depth` says"));
    }
    let before = earlier.last().map(|parent| parent.link_hash());
    check_hash(before.transpose()?, &token.claims)?;
    check_not_repeated(&token.claims, earlier)
}

/// A text that must be there and that answers and records repeat. Whoever holds a token chooses that of the next one.
fn short_text<'a>(reader: &Reader<'a>, name: &str) -> Result<&'a str, Denial> {
    match reader.required_text(name)? {
        text if text.len() <= MAX_TEXT => Ok(text),
        _ => Err(invalid(format!("`{name}` is longer than {MAX_TEXT} bytes"))),
    }
}

fn linked(claims: &Claims) -> Result<&Linked, Denial> {
    claims
        .linked
        .as_ref()
        .ok_or_else(|| broken("it is not a token of a linked chain"))
}

/// SHA-256 in the one spelling that it has.
fn hash(text: &str) -> Result<[u8; 32], Denial> {
    base64url::decode(text)
        .and_then(|octets| octets.try_into().ok())
        .ok_or_else(|| broken("`par_hash` is not SHA-256 in canonical base64url"))
}

fn broken(sentence: &str) -> Denial {
    Denial::new(Code::LinkBroken, sentence)
}

fn widened(sentence: impl Into<String>) -> Denial {
    Denial::new(Code::AuthorityWidened, sentence)
}

/// Bytes of `jti` and of `client_id`.
const MAX_TEXT: usize = 256;
