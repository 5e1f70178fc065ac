//! Sessions: a signed cookie says who somebody is, and for how long.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use hmac::Mac;
use http::{HeaderMap, header};
use jiff::Timestamp;
use seamless_store::Store;
use subtle::ConstantTimeEq;

use crate::ServeError;
use crate::password::{keyed, random};

pub(crate) const COOKIE: &str = "seamless_session";
const KEPT_AS: &str = "dashboard/session-key";
const LASTS_S: i64 = 12 * 60 * 60;
/// Longest name that is taken down for the record.
pub(crate) const NAME_MAX: usize = 40;

/// Who somebody is. Before the password was given, `name` is absent.
#[derive(Debug, Clone)]
pub(crate) struct Session {
    /// The name that stands in the record of who did what.
    pub name: Option<String>,
    nonce: String,
    until: i64,
}

/// Makes sessions, and knows its own.
#[derive(Debug)]
pub(crate) struct Sessions {
    key: [u8; 32],
    /// Sessions that were ended before their time, until they would have ended by themselves.
    ended: Mutex<BTreeSet<(i64, String)>>,
}

impl Sessions {
    /// With the key of the store, made if there is none: a restart leaves people signed in.
    pub async fn of<S: Store>(store: &S) -> Result<Self, ServeError> {
        let kept = store.value(KEPT_AS).await?.and_then(|it| hex::decode(it).ok()?.try_into().ok());
        let key = match kept {
            Some(key) => key,
            None => {
                let key: [u8; 32] = random()?;
                store.set_value(KEPT_AS, &hex::encode(key)).await?;
                key
            }
        };
        Ok(Self { key, ended: Mutex::default() })
    }

    /// A new session.
    pub fn begin(&self, name: Option<&str>, now: Timestamp) -> Result<Session, ServeError> {
        let nonce = hex::encode(random::<16>()?);
        let name = name.map(|it| it.chars().filter(|it| !it.is_control()).take(NAME_MAX).collect());
        Ok(Session { name, nonce, until: now.as_second() + LASTS_S })
    }

    /// The session that a request's cookie tells of, if it is one of ours and still lasts.
    pub fn read(&self, headers: &HeaderMap, now: Timestamp) -> Option<Session> {
        let mut cookies = headers.get_all(header::COOKIE).iter().filter_map(|it| it.to_str().ok());
        let value = cookies.find_map(|line| {
            line.split(';').find_map(|it| it.trim().strip_prefix(COOKIE)?.strip_prefix('='))
        })?;
        let (said, mark) = value.rsplit_once('.')?;
        let fits = self.mark("session", said).as_bytes().ct_eq(mark.as_bytes());
        let mut parts = said.split('.');
        let (until, nonce, name) = (parts.next()?, parts.next()?, parts.next()?);
        let until = until.parse::<i64>().ok()?;
        let name = String::from_utf8(hex::decode(name).ok()?).ok()?;
        let session =
            Session { name: Some(name).filter(|it| !it.is_empty()), nonce: nonce.to_owned(), until };
        (bool::from(fits) && now.as_second() < until && !self.is_ended(&session)).then_some(session)
    }

    /// The cookie of a session, as a `Set-Cookie` header has it. `secure` where the browser came over TLS.
    pub fn cookie(&self, session: &Session, secure: bool) -> String {
        let name = hex::encode(session.name.as_deref().unwrap_or_default());
        let said = format!("{}.{}.{name}", session.until, session.nonce);
        let mark = self.mark("session", &said);
        let secure = if secure { "; Secure" } else { "" };
        format!("{COOKIE}={said}.{mark}; Path=/; Max-Age={LASTS_S}; HttpOnly; SameSite=Lax{secure}")
    }

    /// Ends a session before its time.
    pub fn end(&self, session: &Session, now: Timestamp) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.retain(|(until, _)| *until > now.as_second());
        ended.insert((session.until, session.nonce.clone()));
    }

    fn is_ended(&self, session: &Session) -> bool {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended.contains(&(session.until, session.nonce.clone()))
    }

    /// What every form of this session carries, so that no other site can post in its name.
    pub fn form_token(&self, session: &Session) -> String {
        self.mark("form", &session.nonce)
    }

    fn mark(&self, what: &str, said: &str) -> String {
        let mut mac = keyed(&self.key);
        mac.update(what.as_bytes());
        mac.update(b":");
        mac.update(said.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;
    use seamless_store::Memory;

    fn with(cookie: &str) -> HeaderMap {
        let value = cookie.split(';').next().unwrap_or_default();
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(&format!("a=b; {value}")).expect("a header"));
        headers
    }

    #[tokio::test]
    async fn a_session_is_known_again_until_it_ends() {
        let store = Memory::default();
        let sessions = Sessions::of(&store).await.expect("sessions");
        let now = Timestamp::from_second(1_000).expect("a moment");
        let ada = sessions.begin(Some("Ada"), now).expect("a session");
        let headers = with(&sessions.cookie(&ada, false));
        assert_eq!(sessions.read(&headers, now).and_then(|it| it.name).as_deref(), Some("Ada"));
        let again = Sessions::of(&store).await.expect("sessions");
        assert!(again.read(&headers, now).is_some(), "after a restart as well");
        let later = Timestamp::from_second(1_000 + LASTS_S).expect("a moment");
        assert!(sessions.read(&headers, later).is_none());
        let forged = sessions.cookie(&ada, false).replace(&hex::encode("Ada"), &hex::encode("Eve"));
        assert!(sessions.read(&with(&forged), now).is_none());
        sessions.end(&ada, now);
        assert!(sessions.read(&headers, now).is_none());
    }
}
