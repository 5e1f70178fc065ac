//! Serves the pages of a believable brand without a password, to look at them: `cargo run --example pages`.

#[path = "../tests/it/brand.rs"]
mod brand;

use std::sync::Arc;

use seamless_server::{Config, serve};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port = std::env::args().nth(1).map_or(Ok(7071), |it| it.parse())?;
    let config = Config { bind: ([127, 0, 0, 1], port).into(), login: false, ..Config::default() };
    let live = Arc::new(brand::Brand::at_work().await);
    let serving = serve(live, config).await?;
    println!("http://{}/", serving.address);
    tokio::signal::ctrl_c().await?;
    serving.stop().await;
    Ok(())
}
