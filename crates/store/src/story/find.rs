//! How threads are found: by their keys, by what is due, by what is on its way.

use seamless_model::ThreadId;

use super::make::{moment, order_key};
use crate::Store;

pub(super) async fn threads_are_found<S: Store>(store: &S) {
    let by = async |keys: &[_]| store.threads_of(keys).await.expect("read");
    assert_eq!(by(&[order_key("shop", "name", "#1001")]).await, [ThreadId(1)]);
    assert_eq!(by(&[order_key("oms", "name", "#1001")]).await, [], "another system's key");
    assert_eq!(by(&[order_key("shop", "id", "#1001")]).await, [], "another field");
    assert_eq!(by(&[order_key("shop", "name", "#100")]).await, [], "the beginning is not enough");
    let several = [
        order_key("oms", "id", "A-1"),
        order_key("shop", "id", "5001"),
        order_key("shop", "name", "#1001"),
        order_key("shop", "id", "9"),
    ];
    assert_eq!(by(&several).await, [ThreadId(1), ThreadId(3)], "each once, ascending");
    assert_eq!(by(&[]).await, []);

    let awake = async |second, limit| store.awake(moment(second), limit).await.expect("read");
    assert_eq!(awake(29, 10).await, []);
    assert_eq!(awake(30, 10).await, [ThreadId(2), ThreadId(3)], "due at that very moment");
    assert_eq!(awake(100, 10).await, [ThreadId(2), ThreadId(3), ThreadId(1)], "soonest first");
    assert_eq!(awake(100, 1).await, [ThreadId(2)]);
    assert_eq!(store.next_wake().await.expect("read"), Some(moment(30)));
    assert_eq!(store.in_flight().await.expect("read"), [ThreadId(1), ThreadId(3)]);
    assert_eq!(store.last_thread().await.expect("read"), ThreadId(3));
}
