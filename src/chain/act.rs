//! [`Actors`]: the nested `act` of one token (RFC 8693, section 4.1).

use crate::denial::{Code, Denial};
use crate::identity::Identity;
use crate::jose::json::{Object, Value};
use crate::proof::Confirmation;

/// The actors that one issuer asserts: the current one outermost, and before it the prior ones.
#[derive(Debug, Default)]
pub(crate) struct Actors {
    latest_first: Vec<Identity>,
    /// Of those before the current one, whose `act` has a `cnf`: their place, latest first, and the thumbprint of their key.
    keys: Vec<(usize, String)>,
    depth: usize,
    clients: Vec<String>,
}

impl Actors {
    /// Walks `act` from the outside in, without recursion; JSON depth has bounded it already.
    ///
    /// `may_act` is not read: it says who may become an actor at the issuer (section 4.4), and grants nothing here.
    ///
    /// `issuer` speaks for its own actors and for those of `others`, and for nobody else's: no issuer is believed about
    /// another one's identities. `cnf` is the token's own.
    pub(crate) fn read(
        act: Option<&Value>,
        cnf: Option<&Value>,
        issuer: &str,
        others: &[String],
    ) -> Result<Self, Denial> {
        let (mut actors, mut keys, mut clients) = (Vec::new(), Vec::new(), Vec::new());
        let mut next = act;
        while let Some(act) = next {
            // RFC 8693, section 4.1: a JSON object
            let Value::Object(act) = act else {
                return Err(malformed(format!(
                    "an `act` is {}, not an object",
                    act.kind()
                )));
            };
            match act.get("cnf") {
                Some(own) if actors.is_empty() => check_binding(own, cnf)?,
                // Who acted before proves nothing any more: that is history
                Some(own) => {
                    let key = Confirmation::read(own)?.key_thumbprint().map(str::to_owned);
                    keys.extend(key.map(|key| (actors.len(), key)));
                }
                None => {}
            }
            actors.push(identity(act, issuer, others)?);
            // RFC 8693, section 4.1: claims in `act` identify the actor, in whichever way
            if let Some(Value::String(client)) = act.get("client_id") {
                clients.push(client.clone());
            }
            next = act.get("act");
        }
        Ok(Self {
            keys,
            clients,
            ..Self::known(actors)
        })
    }

    /// The actors, latest first, where the issuer names all of them.
    pub(crate) fn known(latest_first: Vec<Identity>) -> Self {
        Self {
            depth: latest_first.len(),
            latest_first,
            keys: Vec::new(),
            clients: Vec::new(),
        }
    }

    /// As many delegations as the issuer counts, where it does not name all actors.
    pub(crate) fn counted(self, depth: usize) -> Self {
        Self { depth, ..self }
    }

    /// How many delegations lie between principal and current actor.
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    /// Who acts now: the only actor that access may depend on.
    pub(crate) fn current(&self) -> Option<&Identity> {
        self.latest_first.first()
    }

    /// Who acted before, latest first: history.
    pub(crate) fn prior(&self) -> &[Identity] {
        self.latest_first.get(1..).unwrap_or_default()
    }

    /// All, latest first.
    pub(crate) fn latest_first(&self) -> &[Identity] {
        &self.latest_first
    }

    /// Clients that actors are said to be.
    pub(crate) fn clients(&self) -> &[String] {
        &self.clients
    }

    /// The same, and the thumbprint of the key that each is said to have had.
    pub(crate) fn with_keys(&self) -> impl Iterator<Item = (&Identity, Option<&str>)> {
        let key = |place| {
            let mut keys = self.keys.iter();
            let of = keys.find_map(|(of, key)| (*of == place).then_some(key));
            of.map(String::as_str)
        };
        let actors = self.latest_first.iter().enumerate();
        actors.map(move |(place, actor)| (actor, key(place)))
    }
}

/// Only the token's own `cnf` is proven, so one inside of `act` must not be another one (RFC 7800, section 3.1;
/// draft-mcguinness-oauth-actor-profile-00).
fn check_binding(of_actor: &Value, of_token: Option<&Value>) -> Result<(), Denial> {
    let of_actor = Confirmation::read(of_actor)?;
    let of_token = of_token.map(Confirmation::read).transpose()?;
    match of_token == Some(of_actor) {
        true => Ok(()),
        false => Err(Denial::new(
            Code::ConfirmationUnsupported,
            "the `cnf` of the current actor is not the token's own, which alone can be proven",
        )),
    }
}

/// `iss` is optional in `act`: without it, the actor is a subject of the token's own issuer.
fn identity(act: &Object, issuer: &str, others: &[String]) -> Result<Identity, Denial> {
    let text = |name: &str| match act.get(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str())),
        Some(other) => Err(malformed(format!(
            "`{name}` of an `act` is {}, not a string",
            other.kind()
        ))),
    };
    let subject = text("sub")?.ok_or_else(|| malformed("an `act` has no `sub`".to_owned()))?;
    let named = text("iss")?.unwrap_or(issuer);
    let actor = Identity::new(named, subject, Code::ActorMalformed)?;
    if named != issuer && !others.iter().any(|other| other == named) {
        return Err(Denial::new(
            Code::ActorUntrusted,
            "an `act` names an actor of an issuer for which the token's issuer may not speak",
        ));
    }
    Ok(actor)
}

fn malformed(sentence: String) -> Denial {
    Denial::new(Code::ActorMalformed, sentence)
}
