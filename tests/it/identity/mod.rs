//! Sign-in, sessions and tokens, against running servers.

mod attacks;
mod live;
mod sessions;
mod throttle;
mod trail;
