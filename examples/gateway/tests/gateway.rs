//! The gateway in front of a tiny server, on loopback, with a key of its own.
#![expect(clippy::expect_used, reason = "a test that can't go on fails")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, mpsc};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use std::{env, thread};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ed25519_dalek::{Signer as _, SigningKey};
use gateway::{Bounds, Door, Gateway};
use serde_json::{Value, json};

#[test]
fn a_permitted_call_reaches_the_server_and_the_token_does_not() {
    let site = site();
    let answer = site.post(
        &bearer(&token("alice", "files:read")),
        &call("marker-permitted", "files.read", "/a"),
    );
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.ends_with("\r\n\r\n{\"served\":true}"), "{answer}");
    let seen = site
        .seen("marker-permitted")
        .expect("the server was called");
    assert!(seen.starts_with("POST /mcp HTTP/1.1\r\n"), "{seen}");
    for secret in ["authorization", "cookie", "x-forwarded"] {
        assert!(!seen.to_lowercase().contains(secret), "{seen}");
    }
    let listing = r#"{"jsonrpc":"2.0","id":"marker-list","method":"tools/list"}"#;
    assert!(
        site.post(&bearer(&token("alice", "")), listing)
            .starts_with("HTTP/1.1 200 ")
    );
    assert!(
        site.seen("marker-list").is_some(),
        "what is no tool call needs a token only"
    );
}

#[test]
fn without_a_token_that_holds_nothing_passes() {
    let site = site();
    let message = r#"{"jsonrpc":"2.0","id":"marker-401","method":"initialize"}"#;
    let challenge = |answer: &str| {
        let line = answer
            .lines()
            .find_map(|line| line.strip_prefix("www-authenticate: "));
        assert!(answer.starts_with("HTTP/1.1 401 "), "{answer}");
        line.expect("a challenge").to_owned()
    };
    let metadata =
        r#"resource_metadata="https://tools.example/.well-known/oauth-protected-resource/mcp""#;
    assert_eq!(
        challenge(&site.post("", message)),
        format!("Bearer {metadata}")
    );
    assert_eq!(
        challenge(&site.post("Authorization: Basic YTpi\r\n", message)),
        format!("Bearer {metadata}")
    );
    let invalid = format!(r#"Bearer error="invalid_token",{metadata}"#);
    let mut forged = token("alice", "files:read");
    forged.truncate(forged.len() - 8);
    forged.push_str("AAAAAAAA");
    assert_eq!(challenge(&site.post(&bearer(&forged), message)), invalid);
    assert_eq!(challenge(&site.post(&bearer("no token"), message)), invalid);
    assert_eq!(
        challenge(&site.ask(&format!(
            "GET /mcp?access_token={} HTTP/1.1\r\n",
            token("alice", "")
        ))),
        format!("Bearer {metadata}")
    );
    let twice = bearer(&token("alice", "files:read")).repeat(2);
    assert!(site.post(&twice, message).starts_with("HTTP/1.1 400 "));
    assert_eq!(site.seen("marker-401"), None);
}

#[test]
fn a_call_that_is_not_permitted_is_answered_403() {
    let site = site();
    let answer = site.post(
        &bearer(&token("alice", "other")),
        &call("marker-403", "files.read", "/a"),
    );
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert!(
        answer
            .contains(r#"www-authenticate: Bearer error="insufficient_scope",scope="files:read","#),
        "{answer}"
    );
    let answer = site.post(
        &bearer(&token("alice", "files:read")),
        &call("marker-403", "files.read", "/etc/passwd"),
    );
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert!(
        !answer.contains("www-authenticate") && !answer.contains("not-etc"),
        "no token would help, and reasons stay here: {answer}"
    );
    let answer = site.post(
        &bearer(&token("alice", "files:read")),
        &call("marker-403", "files.delete", "/a"),
    );
    assert!(answer.starts_with("HTTP/1.1 403 "), "{answer}");
    assert_eq!(site.seen("marker-403"), None);
}

#[test]
fn what_is_not_one_plain_message_is_refused() {
    let site = site();
    let token = bearer(&token("alice", "files:read"));
    let batch = format!("[{}]", call("marker-400", "files.read", "/a"));
    assert!(site.post(&token, &batch).starts_with("HTTP/1.1 400 "));
    let two = r#"{"jsonrpc":"2.0","id":"marker-400","method":"tools/list","method":"tools/call","params":{"name":"x"}}"#;
    assert!(site.post(&token, two).starts_with("HTTP/1.1 400 "));
    let large = call("marker-400", "files.read", &"a".repeat(2 << 20));
    assert!(site.post(&token, &large).starts_with("HTTP/1.1 413 "));
    let encoded = format!("{token}Content-Encoding: gzip\r\n");
    assert!(
        site.post(&encoded, &call("marker-400", "files.read", "/a"))
            .starts_with("HTTP/1.1 415 ")
    );
    let head = format!("GET /mcp HTTP/1.1\r\nX: {}\r\n", "a".repeat(64 << 10));
    assert!(site.ask(&head).starts_with("HTTP/1.1 431 "));
    assert!(
        site.ask(&format!("PUT /mcp HTTP/1.1\r\n{token}"))
            .starts_with("HTTP/1.1 405 ")
    );
    assert!(
        site.ask(&format!("GET /admin HTTP/1.1\r\n{token}"))
            .starts_with("HTTP/1.1 404 ")
    );
    assert_eq!(site.seen("marker-400"), None);
}

#[test]
fn events_arrive_one_by_one() {
    let site = site();
    let mut stream = site.connect(
        &format!("GET /mcp HTTP/1.1\r\n{}", bearer(&token("alice", ""))),
        "",
    );
    let mut read = String::new();
    while !read.contains("data: one") {
        let mut chunk = [0; 1024];
        let size = stream.read(&mut chunk).expect("the first event");
        assert!(size > 0, "the stream ended early: {read}");
        read.push_str(&String::from_utf8_lossy(
            chunk.get(..size).unwrap_or_default(),
        ));
    }
    assert!(
        read.contains("content-type: text/event-stream") && !read.contains("data: two"),
        "{read}"
    );
    site.second_event.store(true, Ordering::SeqCst);
    stream.read_to_string(&mut read).expect("the rest");
    assert!(read.contains("data: two"), "{read}");
}

#[test]
fn a_session_is_its_openers() {
    let site = site();
    let initialize = r#"{"jsonrpc":"2.0","id":"marker-session","method":"initialize"}"#;
    let answer = site.post(&bearer(&token("alice", "")), initialize);
    assert!(answer.contains("mcp-session-id: session-1\r\n"), "{answer}");
    let within = |who: &str, id: &str| {
        let headers = format!("{}Mcp-Session-Id: session-1\r\n", bearer(&token(who, "")));
        site.post(
            &headers,
            &format!(r#"{{"jsonrpc":"2.0","id":"{id}","method":"ping"}}"#),
        )
    };
    assert!(within("alice", "marker-own").starts_with("HTTP/1.1 200 "));
    assert!(within("mallory", "marker-others").starts_with("HTTP/1.1 404 "));
    assert_eq!(site.seen("marker-others"), None);
}

/// A question that costs too much fails closed, and the next one finds a fresh instance.
#[test]
fn out_of_fuel_is_503_and_the_next_question_is_answered() {
    let site = Site::open(Bounds {
        asking: 8_000_000,
        ..Bounds::default()
    });
    let token = bearer(&token("alice", "files:read"));
    for round in 0..2 {
        let costly = call("marker-503", "files.read", &"a".repeat(900_000));
        assert!(
            site.post(&token, &costly).starts_with("HTTP/1.1 503 "),
            "round {round}"
        );
        assert!(
            site.post(&token, &call("marker-after", "files.read", "/a"))
                .starts_with("HTTP/1.1 200 "),
            "round {round}"
        );
    }
    assert_eq!(site.seen("marker-503"), None);
}

#[test]
fn a_door_is_not_opened_on_a_bad_configuration() {
    let error = Door::open(
        &component(),
        r#"{"issuers":[],"audience":"a"}"#.to_owned(),
        Bounds::default(),
    )
    .err();
    assert!(error.expect("an error").starts_with("issuers: "));
}

/// A gateway and the server behind it, each on a thread of its own.
struct Site {
    gateway: SocketAddr,
    requests: Arc<Mutex<Vec<String>>>,
    second_event: Arc<AtomicBool>,
}

/// One for all tests, because compiling the component takes seconds.
fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| Site::open(Bounds::default()))
}

impl Site {
    fn open(bounds: Bounds) -> Self {
        let server = TcpListener::bind("127.0.0.1:0").expect("loopback");
        let upstream = format!("http://{}/mcp", server.local_addr().expect("an address"));
        let (requests, second_event) = (Arc::default(), Arc::default());
        let shared = (Arc::clone(&requests), Arc::clone(&second_event));
        thread::spawn(move || {
            for stream in server.incoming() {
                let (requests, second_event) = shared.clone();
                thread::spawn(move || {
                    serve(&mut stream.expect("a connection"), &requests, &second_event)
                });
            }
        });
        let (send, receive) = mpsc::channel();
        thread::spawn(move || {
            let door = Door::open(&component(), config().to_string(), bounds).expect("a door");
            let gateway = Gateway::new(door, &upstream).expect("a URL");
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime");
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
                    .await
                    .expect("loopback");
                send.send(listener.local_addr().expect("an address"))
                    .expect("the test waits");
                gateway.serve(listener).await
            });
        });
        Self {
            gateway: receive.recv().expect("an address"),
            requests,
            second_event,
        }
    }

    /// `head` ends with the last header's line break.
    fn connect(&self, head: &str, body: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.gateway).expect("the gateway listens");
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .expect("a timeout");
        // The answer to what is too large may come before all of it was sent.
        let _ = write!(
            stream,
            "{head}Host: gateway\r\nCookie: a=b\r\nConnection: close\r\n\r\n{body}"
        );
        stream
    }

    fn ask(&self, head: &str) -> String {
        read_all(self.connect(head, ""))
    }

    fn post(&self, headers: &str, body: &str) -> String {
        let head = format!(
            "POST /mcp HTTP/1.1\r\n{headers}Content-Type: application/json\r\nContent-Length: {}\r\n",
            body.len()
        );
        read_all(self.connect(&head, body))
    }

    /// The request that the server saw, by something in it.
    fn seen(&self, marker: &str) -> Option<String> {
        let requests = self.requests.lock().expect("no test panicked here");
        requests
            .iter()
            .find(|request| request.contains(marker))
            .cloned()
    }
}

fn read_all(mut stream: TcpStream) -> String {
    let mut read = Vec::new();
    // A reset after the answer is as good as an end.
    let _ = stream.read_to_end(&mut read);
    String::from_utf8_lossy(&read).into_owned()
}

fn serve(stream: &mut TcpStream, requests: &Mutex<Vec<String>>, second_event: &AtomicBool) {
    let mut request = String::new();
    let complete = |request: &str| {
        let (head, body) = request.split_once("\r\n\r\n")?;
        let length = head.lines().find_map(|line| {
            line.to_lowercase()
                .strip_prefix("content-length: ")?
                .parse()
                .ok()
        });
        (body.len() >= length.unwrap_or(0)).then_some(())
    };
    while complete(&request).is_none() {
        let mut chunk = [0; 4096];
        match stream.read(&mut chunk) {
            Ok(size) if size > 0 => request.push_str(&String::from_utf8_lossy(
                chunk.get(..size).unwrap_or_default(),
            )),
            _ => return,
        }
    }
    let is_stream = request.starts_with("GET");
    requests
        .lock()
        .expect("no test panicked here")
        .push(request);
    if is_stream {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
        write!(stream, "{head}b\r\ndata: one\n\n\r\n").expect("the gateway reads");
        while !second_event.load(Ordering::SeqCst) {
            thread::sleep(Duration::from_millis(5));
        }
        write!(stream, "b\r\ndata: two\n\n\r\n0\r\n\r\n").expect("the gateway reads");
    } else {
        let body = r#"{"served":true}"#;
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nMcp-Session-Id: session-1";
        write!(
            stream,
            "{head}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .expect("the gateway reads");
    }
}

fn component() -> PathBuf {
    let file = env::var_os("NARROWGATE_COMPONENT")
        .map(PathBuf::from)
        .unwrap_or_else(|| {
            let target = env::var_os("CARGO_TARGET_DIR").map_or_else(
                || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target"),
                PathBuf::from,
            );
            target.join("narrowgate/narrowgate.component.wasm")
        });
    assert!(
        file.exists(),
        "{} is missing: run `cargo xtask build`",
        file.display()
    );
    file
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

fn config() -> Value {
    let x = BASE64_URL_SAFE_NO_PAD.encode(key().verifying_key().as_bytes());
    let tool = |name: &str| {
        json!({ "name": name, "inputSchema": {
        "type": "object", "properties": { "path": { "type": "string" } }, "required": ["path"],
    } })
    };
    json!({
        "issuers": [{
            "issuer": "https://as.example",
            "profile": "rfc9068",
            "algorithms": ["Ed25519"],
            "jwks": { "keys": [{ "kty": "OKP", "crv": "Ed25519", "x": x }] },
        }],
        "audience": "https://tools.example/mcp",
        "resourceMetadata": "https://tools.example/.well-known/oauth-protected-resource/mcp",
        "tools": [tool("files.read"), tool("files.delete")],
        "requiredScopes": { "files.read": ["files:read"], "files.delete": [] },
        "limits": { "inputBytes": 1 << 20 },
        "policies": r#"
            @id("read") permit (principal, action == Action::"files.read", resource);
            @id("not-etc") forbid (principal, action, resource) when { context.input.path like "/etc/*" };
        "#,
    })
}

fn token(subject: &str, scope: &str) -> String {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .expect("a clock")
        .as_secs();
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let header = part(json!({ "alg": "Ed25519", "typ": "at+jwt" }));
    let payload = part(json!({
        "iss": "https://as.example", "sub": subject, "aud": "https://tools.example/mcp", "client_id": "c", "jti": "j",
        "iat": now, "exp": now + 300, "scope": scope, "act": { "sub": "agent" },
    }));
    let signature = BASE64_URL_SAFE_NO_PAD.encode(
        key()
            .sign(format!("{header}.{payload}").as_bytes())
            .to_bytes(),
    );
    format!("{header}.{payload}.{signature}")
}

fn bearer(token: &str) -> String {
    format!("Authorization: Bearer {token}\r\n")
}

fn call(id: &str, tool: &str, path: &str) -> String {
    let params = json!({ "name": tool, "arguments": { "path": path } });
    json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params }).to_string()
}
