//! The proxy: what is refused, what is asked, what is forwarded.

use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Either, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode, Uri, client, server};
use hyper_util::rt::{TokioIo, TokioTimer};
use serde_json::json;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::{sleep, timeout};

use crate::door::gate::{Denial, ToolCall};
use crate::door::{Broken, Door};
use crate::message::Message;
use crate::sessions::{Party, Sessions};

/// The proxy.
pub struct Gateway {
    door: Door,
    authority: String,
    path: String,
    sessions: Sessions,
}

type Body = Either<Full<Bytes>, Incoming>;

/// An answer that is not the upstream's.
struct Refusal {
    status: u16,
    challenge: Option<String>,
    text: &'static str,
}

impl Gateway {
    /// Whoever passes `door` reaches `upstream`, the endpoint of the MCP server.
    ///
    /// # Errors
    ///
    /// `https://host/mcp`, `http://host/mcp?a=b` and `/mcp` are not of the form `http://host:port/path`.
    pub fn new(door: Door, upstream: &str) -> Result<Self, &'static str> {
        const FORM: &str = "the upstream is not of the form http://host:port/path";
        let uri: Uri = upstream.parse().map_err(|_| FORM)?;
        let port = uri.port_u16().unwrap_or(80);
        match (uri.scheme_str(), uri.host(), uri.query()) {
            (Some("http"), Some(host), None) => Ok(Self {
                door,
                authority: format!("{host}:{port}"),
                path: uri.path().to_owned(),
                sessions: Sessions::default(),
            }),
            _ => Err(FORM),
        }
    }

    /// Serves what comes in, for ever.
    pub async fn serve(self, listener: TcpListener) -> Infallible {
        let gateway = Arc::new(self);
        let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
        loop {
            let permit = Arc::clone(&room).acquire_owned().await;
            let Ok((stream, _)) = listener.accept().await else {
                // Out of file descriptors, or the client has gone already: both pass.
                sleep(Duration::from_millis(50)).await;
                continue;
            };
            let gateway = Arc::clone(&gateway);
            tokio::spawn(async move {
                let _permit = permit;
                let service = service_fn(|request| async {
                    let answer = gateway.pass(request).await;
                    Ok::<_, Infallible>(answer.unwrap_or_else(Refusal::answer))
                });
                let mut http = server::conn::http1::Builder::new();
                http.timer(TokioTimer::new()).header_read_timeout(READ_TIME);
                http.max_headers(64).max_buf_size(HEAD_BYTES);
                // A client that goes away, or speaks no HTTP, concerns nobody else.
                let _ = http.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    }

    /// Each step is a refusal point; nothing of a later one is looked at before.
    async fn pass(self: &Arc<Self>, request: Request<Incoming>) -> Result<Response<Body>, Refusal> {
        let (head, body) = request.into_parts();
        if head.uri.path() != self.path {
            return Err(Refusal::new(404, "not found"));
        }
        if ![Method::POST, Method::GET, Method::DELETE].contains(&head.method) {
            return Err(Refusal::new(405, "POST, GET or DELETE"));
        }
        let token = bearer(&head.headers)?;
        let party = self.verify(token.clone()).await?;
        if let Some(session) = head.headers.get(SESSION)
            && !self.sessions.owns(&party, session)
        {
            return Err(Refusal::new(404, "there is no such session"));
        }
        let mut forwarded = Vec::new();
        if head.method == Method::POST {
            let body = read(&head.headers, body).await?;
            let message = Message::read(&body).map_err(|text| Refusal::new(400, text))?;
            if let Some(call) = message.call {
                self.decide(token, call).await?;
            }
            forwarded = message.text;
        }
        let forwarded = self.forward(head.method, &head.headers, forwarded);
        let (head, body) = match timeout(ANSWER_TIME, forwarded).await {
            Ok(Ok(response)) => response.into_parts(),
            Ok(Err(error)) => {
                eprintln!("the upstream: {error}");
                return Err(Refusal::new(502, "the server can't be reached"));
            }
            Err(_) => return Err(Refusal::new(504, "the server does not answer")),
        };
        if let Some(session) = head.headers.get(SESSION) {
            self.sessions.opened(party, session);
        }
        let mut answer = Response::new(Either::Right(body));
        *answer.status_mut() = head.status;
        *answer.headers_mut() = only(&ANSWER_HEADERS, &head.headers);
        Ok(answer)
    }

    /// Who is there? Asked on a thread where it holds up nobody.
    async fn verify(self: &Arc<Self>, token: String) -> Result<Party, Refusal> {
        let gateway = Arc::clone(self);
        let verdict = spawn_blocking(move || gateway.door.verify(&token)).await;
        verdict.unwrap_or(Err(Broken))?.map_err(|denial| {
            eprintln!("{}", json!({ "denied": denial.message }));
            Refusal::from(denial)
        })
    }

    /// May it make this call? The record goes to the operator, whatever the answer.
    async fn decide(self: &Arc<Self>, token: String, call: ToolCall) -> Result<(), Refusal> {
        let gateway = Arc::clone(self);
        let decision = spawn_blocking(move || gateway.door.decide(&token, &call)).await;
        let decision = decision.unwrap_or(Err(Broken))?;
        eprintln!("{}", decision.record);
        decision.verdict?;
        Ok(())
    }

    /// Asks the upstream, in a request made anew.
    async fn forward(
        &self,
        method: Method,
        headers: &HeaderMap,
        body: Vec<u8>,
    ) -> Result<Response<Incoming>, Box<dyn Error + Send + Sync>> {
        let stream = TcpStream::connect(&self.authority).await?;
        let (mut sender, connection) = client::conn::http1::handshake(TokioIo::new(stream)).await?;
        // It ends with the answer's body, or when the client that reads it is gone.
        tokio::spawn(connection);
        let request = Request::builder().method(method).uri(&self.path);
        let mut request = request.body(Full::new(Bytes::from(body)))?;
        *request.headers_mut() = only(&REQUEST_HEADERS, headers);
        let host = HeaderValue::from_str(&self.authority)?;
        request.headers_mut().insert(header::HOST, host);
        Ok(sender.send_request(request).await?)
    }
}

/// RFC 6750, section 2.1; never from the body or the URI (sections 2.2 and 2.3; MCP, "Token Requirements").
/// The component says what to answer when there is none.
fn bearer(headers: &HeaderMap) -> Result<String, Refusal> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let value = values.next().and_then(|value| value.to_str().ok());
    if values.next().is_some() {
        return Err(Refusal::new(400, "two Authorization headers"));
    }
    Ok(match value.and_then(|value| value.split_once(' ')) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("Bearer") => token.trim().to_owned(),
        _ => String::new(),
    })
}

async fn read(headers: &HeaderMap, body: Incoming) -> Result<Bytes, Refusal> {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let kind = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default();
    let is_json = kind.trim().eq_ignore_ascii_case("application/json");
    if !is_json || headers.contains_key(header::CONTENT_ENCODING) {
        return Err(Refusal::new(415, "plain application/json only"));
    }
    match timeout(READ_TIME, Limited::new(body, BODY_BYTES).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => {
            Err(Refusal::new(413, "the body is too large"))
        }
        Ok(Err(_)) => Err(Refusal::new(400, "the body broke off")),
        Err(_) => Err(Refusal::new(408, "the body is too slow")),
    }
}

fn only(names: &[HeaderName], headers: &HeaderMap) -> HeaderMap {
    let named = |name: &HeaderName| headers.get(name).map(|value| (name.clone(), value.clone()));
    names.iter().filter_map(named).collect()
}

impl Refusal {
    fn new(status: u16, text: &'static str) -> Self {
        Self {
            status,
            challenge: None,
            text,
        }
    }

    /// What the client is told: the reason stays with the operator.
    fn answer(self) -> Response<Body> {
        let error = json!({ "code": -32000, "message": self.text });
        let body = json!({ "jsonrpc": "2.0", "id": null, "error": error }).to_string();
        let mut answer = Response::new(Either::Left(Full::from(body)));
        let status = StatusCode::from_u16(self.status).ok();
        let status = status.filter(|status| status.is_client_error() || status.is_server_error());
        *answer.status_mut() = status.unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
        let headers = answer.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/json"),
        );
        if let Some(Ok(challenge)) = self.challenge.map(HeaderValue::try_from) {
            headers.insert(header::WWW_AUTHENTICATE, challenge);
        }
        answer
    }
}

impl From<Denial> for Refusal {
    fn from(denial: Denial) -> Self {
        let (status, challenge) = (denial.challenge.status, denial.challenge.www_authenticate);
        Self {
            status,
            challenge,
            text: "access denied",
        }
    }
}

impl From<Broken> for Refusal {
    fn from(_: Broken) -> Self {
        Self::new(503, "no decision can be made")
    }
}

const SESSION: HeaderName = HeaderName::from_static("mcp-session-id");
const VERSION: HeaderName = HeaderName::from_static("mcp-protocol-version");
const EVENT: HeaderName = HeaderName::from_static("last-event-id");
// MCP, "Streamable HTTP"; nothing else crosses, and no credential is among them.
const REQUEST_HEADERS: [HeaderName; 6] = [
    header::ACCEPT,
    header::CONTENT_TYPE,
    header::ORIGIN,
    SESSION,
    VERSION,
    EVENT,
];
const ANSWER_HEADERS: [HeaderName; 5] = [
    header::CONTENT_TYPE,
    header::CACHE_CONTROL,
    header::RETRY_AFTER,
    SESSION,
    VERSION,
];

const MOST_CONNECTIONS: usize = 256;
// A token of 16 KiB, and room for the rest.
const HEAD_BYTES: usize = 32 << 10;
// The most that a gate can be told to take as arguments, and room for the message around them.
const BODY_BYTES: usize = (1 << 20) + (64 << 10);
const READ_TIME: Duration = Duration::from_secs(10);
// To the head of the answer; a stream may last longer.
const ANSWER_TIME: Duration = Duration::from_secs(60);
