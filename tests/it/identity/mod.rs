//! Sign-in, sessions and tokens, against running servers.

mod accounts;
mod attacks;
mod command_line;
mod delegation;
mod external;
pub(crate) mod factors;
mod keys;
mod live;
mod officers;
mod operator;
mod reviewers;
mod sessions;
mod throttle;
mod trail;
