//! Streams that know something besides: what is read and written passes through them.

/// Makes a type with a field `stream` a stream itself, by passing all on to that field: `pass_on!(Type)`, or `pass_on!(Type<S>)`
/// where `S` is the field's type.
#[macro_export]
macro_rules! pass_on {
    (@ [$($reads:tt)*] [$($writes:tt)*] $type:ty) => {
        impl $($reads)* ::tokio::io::AsyncRead for $type {
            fn poll_read(
                mut self: ::std::pin::Pin<&mut Self>,
                cx: &mut ::std::task::Context<'_>,
                buffer: &mut ::tokio::io::ReadBuf<'_>,
            ) -> ::std::task::Poll<::std::io::Result<()>> {
                ::std::pin::Pin::new(&mut self.stream).poll_read(cx, buffer)
            }
        }

        impl $($writes)* ::tokio::io::AsyncWrite for $type {
            fn poll_write(
                mut self: ::std::pin::Pin<&mut Self>,
                cx: &mut ::std::task::Context<'_>,
                bytes: &[u8],
            ) -> ::std::task::Poll<::std::io::Result<usize>> {
                ::std::pin::Pin::new(&mut self.stream).poll_write(cx, bytes)
            }

            fn poll_write_vectored(
                mut self: ::std::pin::Pin<&mut Self>,
                cx: &mut ::std::task::Context<'_>,
                slices: &[::std::io::IoSlice<'_>],
            ) -> ::std::task::Poll<::std::io::Result<usize>> {
                ::std::pin::Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
            }

            fn is_write_vectored(&self) -> bool {
                self.stream.is_write_vectored()
            }

            fn poll_flush(
                mut self: ::std::pin::Pin<&mut Self>,
                cx: &mut ::std::task::Context<'_>,
            ) -> ::std::task::Poll<::std::io::Result<()>> {
                ::std::pin::Pin::new(&mut self.stream).poll_flush(cx)
            }

            fn poll_shutdown(
                mut self: ::std::pin::Pin<&mut Self>,
                cx: &mut ::std::task::Context<'_>,
            ) -> ::std::task::Poll<::std::io::Result<()>> {
                ::std::pin::Pin::new(&mut self.stream).poll_shutdown(cx)
            }
        }
    };
    ($name:ident<$stream:ident>) => {
        $crate::pass_on!(
            @ [<$stream: ::tokio::io::AsyncRead + Unpin>] [<$stream: ::tokio::io::AsyncWrite + Unpin>] $name<$stream>
        );
    };
    ($name:ident) => {
        $crate::pass_on!(@ [] [] $name);
    };
}
