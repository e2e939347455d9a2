//! How many sockets are open, in all and of each user.

use std::{
    collections::{HashMap, hash_map::Entry},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::http::SocketLimits;

/// The seats of this server.
pub(in crate::http) struct Seats {
    all: Arc<Semaphore>,
    users: Arc<Users>,
}

struct Users {
    limit: usize,
    /// Only users with at least one socket have an entry.
    taken: Mutex<HashMap<Uuid, usize>>,
}

impl Users {
    fn taken(&self) -> MutexGuard<'_, HashMap<Uuid, usize>> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A socket's place among a user's; given back on drop.
pub(super) struct UserSeat {
    users: Arc<Users>,
    user: Uuid,
}

impl Seats {
    pub(in crate::http) fn new(limits: &SocketLimits) -> Self {
        Self {
            all: Arc::new(Semaphore::new(limits.sockets)),
            users: Arc::new(Users {
                limit: limits.sockets_per_user,
                taken: Mutex::default(),
            }),
        }
    }

    /// A place for a new socket; `None` when all are taken.
    pub(super) fn take(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.all).try_acquire_owned().ok()
    }

    /// A place for one more socket of `user`; `None` when that user has no more.
    pub(super) fn take_as(&self, user: Uuid) -> Option<UserSeat> {
        let mut taken = self.users.taken();
        let count = taken.entry(user).or_default();
        if *count >= self.users.limit {
            return None;
        }
        *count += 1;
        Some(UserSeat {
            users: Arc::clone(&self.users),
            user,
        })
    }
}

impl Drop for UserSeat {
    fn drop(&mut self) {
        if let Entry::Occupied(mut count) = self.users.taken().entry(self.user) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seats_are_counted_per_user_and_given_back() {
        let seats = Seats::new(&SocketLimits {
            sockets_per_user: 1,
            ..SocketLimits::default()
        });
        let (ana, ben) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let first = seats.take_as(ana);
        assert!(first.is_some());
        assert!(seats.take_as(ana).is_none());
        assert!(seats.take_as(ben).is_some());
        drop(first);
        assert!(seats.take_as(ana).is_some());
        assert!(seats.users.taken().is_empty());
    }
}
