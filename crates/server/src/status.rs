//! Headers in, statuses out.

use std::time::Duration;

use everloop_proto::{Call, RpcError};
use tonic::{
    Code, Status,
    metadata::{KeyAndValueRef, MetadataMap},
};

/// The gRPC status of an error, its details in `grpc-status-details-bin`.
pub(crate) fn of(error: RpcError) -> Status {
    let code = Code::from_i32(error.code as i32);
    if error.details.is_empty() {
        return Status::new(code, error.message);
    }
    let details = error.status_bytes().into();
    Status::with_details(code, error.message, details)
}

/// What the headers say of a call. Those of the transport itself are left out.
pub(crate) fn call(metadata: &MetadataMap) -> Result<Call, Status> {
    let mut call = Call::default();
    for entry in metadata.iter() {
        match entry {
            KeyAndValueRef::Ascii(name, value) => match name.as_str() {
                "grpc-timeout" => call.timeout = Some(timeout(value.as_bytes())?),
                "content-type" | "te" | "user-agent" => {}
                name if name.starts_with("grpc-") => {}
                name => call.metadata.push((name.to_owned(), value.as_bytes().to_vec())),
            },
            KeyAndValueRef::Binary(name, value) => {
                let bytes = value
                    .to_bytes()
                    .map_err(|_| Status::invalid_argument(format!("header {name} is not base64")))?;
                call.metadata.push((name.as_str().to_owned(), bytes.to_vec()));
            }
        }
    }
    Ok(call)
}

/// The `grpc-timeout` header: up to eight digits and a unit.
fn timeout(text: &[u8]) -> Result<Duration, Status> {
    let parsed = text.split_last().and_then(|(unit, digits)| {
        let digits = std::str::from_utf8(digits)
            .ok()
            .filter(|digits| (1..=8).contains(&digits.len()))?;
        let number: u64 = digits.parse().ok()?;
        Some(match unit {
            b'H' => Duration::from_secs(number * 3600),
            b'M' => Duration::from_secs(number * 60),
            b'S' => Duration::from_secs(number),
            b'm' => Duration::from_millis(number),
            b'u' => Duration::from_micros(number),
            b'n' => Duration::from_nanos(number),
            _ => return None,
        })
    });
    parsed.ok_or_else(|| Status::internal(format!("malformed grpc-timeout: {:?}", String::from_utf8_lossy(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_read() {
        assert_eq!(timeout(b"70S").unwrap(), Duration::from_secs(70));
        assert_eq!(timeout(b"99999999n").unwrap(), Duration::from_nanos(99_999_999));
        assert_eq!(timeout(b"5m").unwrap(), Duration::from_millis(5));
        for wrong in [&b""[..], b"S", b"5", b"5x", b"123456789S", b"-1S"] {
            assert!(timeout(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn metadata_keeps_what_callers_say() {
        let mut metadata = MetadataMap::new();
        metadata.insert("grpc-timeout", "1S".parse().unwrap());
        metadata.insert("te", "trailers".parse().unwrap());
        metadata.insert("client-name", "everloop".parse().unwrap());
        metadata.insert_bin("x-bin", tonic::metadata::MetadataValue::from_bytes(&[0, 255]));
        let call = call(&metadata).unwrap();
        assert_eq!(call.timeout, Some(Duration::from_secs(1)));
        assert_eq!(call.header("client-name"), Some("everloop"));
        assert_eq!(call.metadata[1], ("x-bin".to_owned(), vec![0, 255]));
        assert_eq!(call.metadata.len(), 2);
    }
}
