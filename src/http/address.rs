//! Where a request comes from: the address of its client, and the program that sent it.
//!
//! Whoever connects can write anything into `X-Forwarded-For`. So the header counts only when the
//! connection itself comes from a proxy that the settings name, and then only as far as such
//! proxies wrote it: from the right, up to the first address that is none of theirs.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

use axum::http::{HeaderMap, HeaderName, header};
use ipnet::IpNet;

use crate::op::Client;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Peer(pub(super) IpAddr);

/// Proxies whose word about their clients is taken; none by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// A text is neither an address nor a network.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is neither an address like 127.0.0.1 nor a network like 10.0.0.0/8")]
pub struct NoNetwork(String);

impl TrustedProxies {
    /// Reads addresses and networks in CIDR form.
    pub fn parse<T: AsRef<str>>(networks: &[T]) -> Result<Self, NoNetwork> {
        let networks = networks.iter().map(|text| network(text.as_ref()));
        networks.collect::<Result<_, _>>().map(Self)
    }

    fn trust(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The client of a request that came from `peer` with these headers.
    pub(super) fn client(&self, peer: Option<Peer>, headers: &HeaderMap) -> Client {
        let agent = headers.get(header::USER_AGENT);
        Client::new(
            peer.map(|peer| self.address(peer.0.to_canonical(), headers)),
            agent.and_then(|agent| agent.to_str().ok()),
        )
    }

    /// An entry that is no address ends the search: what stands left of it is nobody's word.
    fn address(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut nearest = peer;
        let lines: Vec<&str> = headers
            .get_all(X_FORWARDED_FOR)
            .iter()
            .map(|value| value.to_str().unwrap_or_default())
            .collect();
        let mut entries = lines.iter().rev().flat_map(|line| line.rsplit(','));
        while self.trust(nearest) {
            let Some(next) = entries.next().and_then(entry) else {
                break;
            };
            nearest = next;
        }
        nearest
    }
}

fn network(text: &str) -> Result<IpNet, NoNetwork> {
    let text = text.trim();
    IpNet::from_str(text)
        .or_else(|_| IpAddr::from_str(text).map(IpNet::from))
        .map_err(|_| NoNetwork(text.to_owned()))
}

/// One entry of the header; some proxies write the port as well.
fn entry(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let address = text
        .parse::<IpAddr>()
        .or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(proxies: &[&str], peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append(X_FORWARDED_FOR, line.parse().unwrap());
        }
        let proxies = TrustedProxies::parse(proxies).unwrap();
        let client = proxies.client(Some(Peer(peer.parse().unwrap())), &headers);
        client.address().unwrap().to_string()
    }

    #[test]
    fn without_a_trusted_proxy_the_header_says_nothing() {
        assert_eq!(seen(&[], "203.0.113.7", &["198.51.100.1"]), "203.0.113.7");
        let other = seen(&["10.0.0.0/8"], "203.0.113.7", &["198.51.100.1"]);
        assert_eq!(other, "203.0.113.7");
    }

    #[test]
    fn a_trusted_proxy_is_believed_as_far_as_proxies_wrote() {
        let proxies = ["127.0.0.1", "10.0.0.0/8"];
        for (forwarded, address) in [
            (&["198.51.100.1"][..], "198.51.100.1"),
            // What the client itself wrote stands left of what the proxy added.
            (&["192.0.2.1, 198.51.100.1"], "198.51.100.1"),
            (&["192.0.2.1", "198.51.100.1, 10.1.2.3"], "198.51.100.1"),
            (&["198.51.100.1:4711"], "198.51.100.1"),
            (&["[2001:db8::1]:4711"], "2001:db8::1"),
            (&["::ffff:198.51.100.1"], "198.51.100.1"),
            (&["192.0.2.1, unknown"], "127.0.0.1"),
            (&["192.0.2.1, , 10.1.2.3"], "10.1.2.3"),
            (&[], "127.0.0.1"),
            (&["10.0.0.9"], "10.0.0.9"),
        ] {
            assert_eq!(
                seen(&proxies, "127.0.0.1", forwarded),
                address,
                "{forwarded:?}"
            );
        }
    }

    #[test]
    fn a_mapped_peer_is_the_address_that_it_maps() {
        let mapped = seen(&["127.0.0.1"], "::ffff:127.0.0.1", &["198.51.100.1"]);
        assert_eq!(mapped, "198.51.100.1");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for text in ["", "proxy", "10.0.0.0/33", "300.1.1.1"] {
            assert!(TrustedProxies::parse(&[text]).is_err(), "{text}");
        }
    }
}
