//! Sign-in, sessions and tokens, against running servers.

mod accounts;
mod attacks;
mod external;
pub(crate) mod factors;
mod keys;
mod live;
mod operator;
mod sessions;
mod throttle;
mod trail;
