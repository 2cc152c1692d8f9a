//! The `Api` of a member.

use std::{future::Future, pin::Pin};

use everloop_proto::{Api, Call, Connection, Reply};

use crate::{Member, call};

type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

// Written as `async_trait` writes it: the future of an engine in this process is returned as it is, and not awaited
// within another.
macro_rules! implement {
    ($(($path:literal, $name:ident, $method:ident, $request:ty, $response:ty))*) => {
        impl Api for Member {
            $(
                fn $method<'life0, 'async_trait>(
                    &'life0 self,
                    request: $request,
                    call: Call,
                ) -> Boxed<'async_trait, Reply<$response>>
                where
                    'life0: 'async_trait,
                    Self: 'async_trait,
                {
                    match self.engine() {
                        Some(engine) => engine.$method(request, call),
                        None => Box::pin(call::typed(self.shared(), $path, request, call)),
                    }
                }
            )*

            fn connection_closed(&self, connection: &Connection) {
                match self.engine() {
                    Some(engine) => engine.connection_closed(connection),
                    None => self.shared().forget(connection),
                }
            }
        }
    };
}
everloop_proto::with_rpcs!(implement);
