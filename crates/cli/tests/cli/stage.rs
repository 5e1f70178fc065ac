//! The example's flow as a brand would try it: the sandbox's twins in one process, `seamless run` in another.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::{NORTHWIND, Running, free_port, run, seamless, until};
use crate::web::{Answer, call, send, try_call};

/// The twins, and where `seamless run` is to answer.
pub struct Stage {
    _sandbox: Running,
    pub folder: TempDir,
    pub port: u16,
    systems: BTreeMap<String, Value>,
}

impl Stage {
    /// Starts the twins; people work this many times faster than in life.
    pub fn set(pace: u32) -> Self {
        let (folder, port) = (tempfile::tempdir().expect("a folder"), free_port());
        let (pace, hooks) = (pace.to_string(), format!("http://127.0.0.1:{port}/webhooks/{{system}}"));
        let mut command = seamless(["sandbox", NORTHWIND, "--format", "json", "--for", "300s"]);
        command.args(["--pace", &pace, "--webhooks", &hooks, "--env"]).arg(folder.path().join("twins.env"));
        let sandbox = Running::start(&mut command);
        let told: Value = serde_json::from_str(&sandbox.out.line("systems")).expect("JSON");
        let name = |it: &Value| it["system"].as_str().expect("a name").to_owned();
        let systems = told["systems"].as_array().expect("systems");
        Self {
            _sandbox: sandbox,
            folder,
            port,
            systems: systems.iter().map(|it| (name(it), it.clone())).collect(),
        }
    }

    /// What the sandbox says of a system: `url`, `token`, `secret`.
    pub fn of(&self, system: &str, what: &str) -> String {
        self.systems[system][what].as_str().unwrap_or_else(|| panic!("{system} has no {what}")).to_owned()
    }

    fn store(&self) -> PathBuf {
        self.folder.path().join("northwind.db")
    }

    /// `seamless run` with the environment that the sandbox wrote.
    pub fn run_command(&self) -> Command {
        let mut command = seamless(["run", NORTHWIND]);
        command.arg("--store").arg(self.store()).arg("--listen").arg(format!("127.0.0.1:{}", self.port));
        let environment =
            std::fs::read_to_string(self.folder.path().join("twins.env")).expect("the environment");
        for line in environment.lines() {
            let (name, value) = line.split_once('=').expect("NAME=value");
            command.env(name, value);
        }
        command
    }

    /// Starts it, and waits until it answers.
    pub fn run(&self) -> Running {
        let running = Running::start(&mut self.run_command());
        running.err.line("ctrl-C stops it");
        running
    }

    /// What `seamless trace` says of an order.
    pub fn trace(&self, key: &str) -> String {
        let said = run(seamless(["trace", key]).arg("--store").arg(self.store()));
        assert_eq!((said.code, said.err.as_str()), (0, ""), "{}", said.out);
        said.out
    }

    /// Sends a webhook to `seamless run`.
    pub fn webhook(&self, system: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        call("POST", &format!("http://127.0.0.1:{}/webhooks/{system}", self.port), headers, body)
    }

    /// Begins to send a webhook, and hangs up.
    pub fn hang_up(&self, system: &str, headers: &[(&str, &str)], body: &[u8]) {
        drop(send("POST", &format!("http://127.0.0.1:{}/webhooks/{system}", self.port), headers, body));
    }

    /// The value of a metric, with its labels as they are written; 0 where it is not there.
    pub fn metric(&self, name: &str) -> u64 {
        let url = format!("http://127.0.0.1:{}/metrics", self.port);
        let Some(answer) = try_call("GET", &url, &[], b"") else { return 0 };
        assert_eq!(answer.status, 200, "{}", answer.body);
        let value = answer.body.lines().find_map(|line| line.strip_prefix(name)?.trim().parse().ok());
        value.unwrap_or(0)
    }

    /// One GraphQL operation at the shop; its data.
    pub fn shop(&self, query: &str, variables: Value) -> Value {
        let url = format!("{}/admin/api/2026-10/graphql.json", self.of("shop", "url"));
        let token = self.of("shop", "token");
        let headers = [("X-Shopify-Access-Token", token.as_str()), ("Content-Type", "application/json")];
        let body = json!({"query": query, "variables": variables}).to_string();
        let answer = call("POST", &url, &headers, body.as_bytes()).json();
        assert!(answer["errors"].is_null(), "{answer:#}");
        answer["data"].clone()
    }

    /// A customer buys one thing; gives the order's name.
    pub fn place(&self, sku: &str) -> String {
        let bag = json!({"shopMoney": {"amount": "20.00", "currencyCode": "USD"}});
        let order = json!({
            "email": "ada@example.com",
            "shippingAddress": {"firstName": "Ada", "lastName": "Example", "address1": "1 Main St", "city": "Reno",
                "zip": "89501", "countryCode": "US", "provinceCode": "NV"},
            "lineItems": [{"title": "A thing", "sku": sku, "quantity": 1, "requiresShipping": true, "priceSet": bag}],
            "transactions": [{"kind": "SALE", "status": "SUCCESS", "gateway": "manual", "amountSet": bag}],
        });
        let made = self.shop(
            "mutation($order: OrderCreateOrderInput!) { orderCreate(order: $order) { order { name } userErrors { message } } }",
            json!({ "order": order }),
        );
        assert_eq!(made["orderCreate"]["userErrors"], json!([]));
        made["orderCreate"]["order"]["name"].as_str().expect("a name").to_owned()
    }

    /// Everything in a list of a JSON API's twin.
    pub fn list(&self, system: &str, path: &str) -> Vec<Value> {
        let url = format!("{}/{path}?limit=250", self.of(system, "url"));
        let authorization = format!("Bearer {}", self.of(system, "token"));
        let page = call("GET", &url, &[("Authorization", &authorization)], b"").json();
        page["items"].as_array().expect("items").clone()
    }

    /// How often each order stands in a list, by this field.
    pub fn times(&self, system: &str, path: &str, field: &str) -> BTreeMap<String, usize> {
        let mut times = BTreeMap::new();
        for it in self.list(system, path) {
            *times.entry(it[field].as_str().expect("a reference").to_owned()).or_default() += 1;
        }
        times
    }

    /// Waits until each of these orders has its parcel in the shop.
    pub fn until_shipped(&self, orders: &[String]) {
        for name in orders {
            until(&format!("{name} ships"), || self.parcels(name).filter(|it| *it > 0));
        }
    }

    /// How many parcels the shop knows for an order.
    pub fn parcels(&self, name: &str) -> Option<usize> {
        let query = "query($q: String) { orders(first: 1, query: $q) { nodes { name fulfillments(first: 9) { id } } } }";
        let found = self.shop(query, json!({"q": format!("name:{name}")}));
        let order = &found["orders"]["nodes"][0];
        (order["name"] == *name).then(|| order["fulfillments"].as_array().map_or(0, Vec::len))
    }
}
