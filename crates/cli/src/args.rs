//! The command line: everloop's own, and the arguments of the official development and test servers, so that
//! programs which start those can start everloop in their place.

use std::{
    ffi::OsString,
    net::{IpAddr, Ipv4Addr},
    path::PathBuf,
};

use anyhow::{Context, bail};
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use everloop_proto::enums::v1::IndexedValueType;
use everloop_service::{Durability, Limits};

use crate::serve::{Database, Options};

/// Durable execution on one machine: the engine as a server that every Temporal SDK and tool can talk to.
#[derive(Debug, Parser)]
#[command(name = "everloop", version)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The same arguments in everloop's own form, if they are those of the official test server: a port alone.
pub(crate) fn in_own_form(given: impl IntoIterator<Item = impl Into<OsString>>) -> Vec<OsString> {
    let mut given: Vec<OsString> = given.into_iter().map(Into::into).collect();
    let is_port = given
        .get(1)
        .and_then(|first| first.to_str())
        .is_some_and(|first| first.parse::<u16>().is_ok());
    if is_port {
        given.retain(|argument| argument != "--enable-time-skipping");
        given.splice(1..1, ["server", "--time-skipping", "--port"].map(OsString::from));
    }
    given
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve workflows from a database file.
    Server(Server),
}

#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Server {
    #[command(subcommand)]
    mode: Option<Mode>,
    #[command(flatten)]
    own: Own,
}

#[derive(Debug, Subcommand)]
enum Mode {
    /// Serve for development, with the arguments of `temporal server start-dev`.
    StartDev(StartDev),
}

#[derive(Debug, ClapArgs)]
struct Own {
    /// The database file; made if it is missing.
    #[arg(long, value_name = "FILE")]
    db: Option<PathBuf>,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 7233)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value_t = IpAddr::from(Ipv4Addr::LOCALHOST))]
    ip: IpAddr,
    /// What an acknowledged change survives: `full` a loss of power, `os` the death of the process.
    #[arg(long, value_enum, default_value_t = DurabilityName::Full)]
    durability: DurabilityName,
    /// Serve TestService: time skips while nobody locks it, for tests. The state is in memory.
    #[arg(long, conflicts_with = "db")]
    time_skipping: bool,
    /// Which log lines to write to standard error.
    #[arg(long, value_enum, default_value_t = LogLevel::Warn)]
    log_level: LogLevel,
    /// A namespace to register besides `default`; may be given several times.
    #[arg(long, value_name = "NAME")]
    namespace: Vec<String>,
    /// A port for Prometheus to read metrics from, on the same address; 0 takes a free one.
    #[arg(long)]
    metrics_port: Option<u16>,
    /// A limit such as `history_events_max=10000`; may be given several times. A wrong name is answered with all names.
    #[arg(long, value_name = "NAME=VALUE")]
    limit: Vec<String>,
}

#[derive(Debug, ClapArgs)]
struct StartDev {
    /// The port to listen on.
    #[arg(long, short = 'p', default_value_t = 7233)]
    port: u16,
    /// The address to listen on.
    #[arg(long, default_value = "localhost")]
    ip: String,
    /// A namespace to register besides `default`; may be given several times.
    #[arg(long, short = 'n', value_name = "NAME")]
    namespace: Vec<String>,
    /// The database file; without one the state ends with the process.
    #[arg(long, short = 'f', value_name = "FILE")]
    db_filename: Option<PathBuf>,
    /// Serve TestService: time skips while nobody locks it, for tests. The state is in memory.
    #[arg(long, conflicts_with = "db_filename")]
    time_skipping: bool,
    /// A search attribute to register; may be given several times.
    #[arg(long, value_name = "NAME=TYPE")]
    search_attribute: Vec<String>,
    /// A setting of the official server. Those that everloop has no use for are accepted and ignored.
    #[arg(long, value_name = "KEY=VALUE")]
    dynamic_config_value: Vec<String>,
    #[arg(long, value_enum, default_value_t = LogLevel::Warn)]
    log_level: LogLevel,
    /// Accepted: log lines are text.
    #[arg(long)]
    log_format: Option<String>,
    /// Accepted: there is no web interface yet.
    #[arg(long)]
    headless: bool,
    /// Accepted: there is no web interface yet.
    #[arg(long)]
    ui_port: Option<u16>,
    /// Accepted: there is no web interface yet.
    #[arg(long)]
    ui_ip: Option<String>,
    /// Accepted: there is no HTTP API yet.
    #[arg(long)]
    http_port: Option<u16>,
    /// A port for Prometheus to read metrics from; 0 takes a free one.
    #[arg(long)]
    metrics_port: Option<u16>,
    /// Accepted: everloop sets its own.
    #[arg(long, value_name = "KEY=VALUE")]
    sqlite_pragma: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DurabilityName {
    Full,
    Os,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogLevel {
    Trace,
    Debug,
    Info,
    #[value(alias = "warning")]
    Warn,
    #[value(alias = "fatal")]
    Error,
    #[value(alias = "never")]
    Off,
}

impl Server {
    /// What to serve and how.
    pub(crate) fn options(self) -> anyhow::Result<Options> {
        match self.mode {
            Some(Mode::StartDev(dev)) => dev.options(),
            None => self.own.options(),
        }
    }
}

impl Own {
    fn options(self) -> anyhow::Result<Options> {
        let database = match self.db {
            Some(path) => Database::File(path),
            None if self.time_skipping => Database::Memory,
            None => bail!("the option --db FILE is missing; `everloop server start-dev` serves without a file"),
        };
        let durability = match self.durability {
            DurabilityName::Full => Durability::Full,
            DurabilityName::Os => Durability::Os,
        };
        let mut limits = Limits::default();
        for setting in &self.limit {
            limits.set(setting).context("--limit")?;
        }
        Ok(Options {
            database,
            durability,
            time_skipping: self.time_skipping,
            ip: self.ip,
            port: self.port,
            log_level: self.log_level,
            namespaces: self.namespace,
            search_attributes: Vec::new(),
            metrics_port: self.metrics_port,
            limits,
        })
    }
}

impl StartDev {
    fn options(self) -> anyhow::Result<Options> {
        let search_attributes = self
            .search_attribute
            .iter()
            .map(|text| search_attribute(text))
            .collect::<Result<_, _>>()?;
        Ok(Options {
            database: self.db_filename.map_or(Database::Memory, Database::File),
            durability: Durability::Full,
            time_skipping: self.time_skipping,
            ip: ip(&self.ip)?,
            port: self.port,
            log_level: self.log_level,
            namespaces: self.namespace,
            search_attributes,
            metrics_port: self.metrics_port,
            limits: limits(&self.dynamic_config_value)?,
        })
    }
}

fn ip(text: &str) -> anyhow::Result<IpAddr> {
    match text {
        "localhost" => Ok(Ipv4Addr::LOCALHOST.into()),
        text => text.parse().with_context(|| format!("--ip {text} is no IP address")),
    }
}

fn search_attribute(text: &str) -> anyhow::Result<(String, IndexedValueType)> {
    let (name, kind) = text
        .split_once('=')
        .with_context(|| format!("--search-attribute {text} is not NAME=TYPE"))?;
    let kind = match kind.to_ascii_lowercase().as_str() {
        "text" => IndexedValueType::Text,
        "keyword" => IndexedValueType::Keyword,
        "int" => IndexedValueType::Int,
        "double" => IndexedValueType::Double,
        "bool" => IndexedValueType::Bool,
        "datetime" => IndexedValueType::Datetime,
        "keywordlist" => IndexedValueType::KeywordList,
        _ => bail!("--search-attribute {text}: there is no type {kind}"),
    };
    Ok((name.to_owned(), kind))
}

/// The settings that change what workflows see.
fn limits(settings: &[String]) -> anyhow::Result<Limits> {
    let mut limits = Limits::default();
    for setting in settings {
        let (key, value) = setting
            .split_once('=')
            .with_context(|| format!("--dynamic-config-value {setting} is not KEY=VALUE"))?;
        limits.set_official(key, value).context("--dynamic-config-value")?;
    }
    Ok(limits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> anyhow::Result<Options> {
        let Command::Server(server) = Args::try_parse_from(in_own_form(line.split(' ')))?.command;
        server.options()
    }

    #[test]
    fn the_own_form_needs_a_file() {
        let options = parse("everloop server --db app.db --port 0 --durability os").unwrap();
        assert_eq!(options.database, Database::File("app.db".into()));
        assert_eq!((options.port, options.durability), (0, Durability::Os));
        assert!(options.ip.is_loopback());
        assert!(parse("everloop server").unwrap_err().to_string().contains("--db"));
    }

    #[test]
    fn the_test_servers_form_is_understood() {
        for line in ["everloop 4321", "everloop 4321 --enable-time-skipping"] {
            let options = parse(line).unwrap();
            assert_eq!((options.port, options.time_skipping), (4321, true));
        }
        assert!(parse("everloop 70000").is_err());
    }

    #[test]
    fn the_development_servers_form_is_understood() {
        let options = parse(
            "everloop server start-dev --port 1234 --namespace mine --ip 127.0.0.1 --log-format pretty \
             --log-level warn --headless --dynamic-config-value frontend.whatever=true \
             --dynamic-config-value limit.historyCount.suggestContinueAsNew=50 --search-attribute Color=Keyword",
        )
        .unwrap();
        assert_eq!(options.database, Database::Memory);
        assert_eq!(options.port, 1234);
        assert_eq!(options.namespaces, ["mine"]);
        assert_eq!(
            options.search_attributes,
            [("Color".to_owned(), IndexedValueType::Keyword)]
        );
        assert_eq!(options.limits.suggest_continue_as_new_events, 50);
    }

    #[test]
    fn limits_are_set_by_name() {
        let options = parse("everloop server --db x --limit history_events_max=100 --limit workflow_task_timeout=3s");
        let limits = options.unwrap().limits;
        assert_eq!(limits.history_events_max, 100);
        assert_eq!(limits.workflow_task_timeout.as_secs(), 3);
        let text = |line: &str| format!("{:#}", parse(line).unwrap_err());
        assert!(
            text("everloop server --db x --limit colour=1")
                .starts_with("--limit: there is no limit 'colour'; there are: ")
        );
        assert!(
            text("everloop server --db x --limit signals_max=few").contains("signals_max=few: expected a whole number")
        );
    }

    #[test]
    fn wrong_values_are_named() {
        let text = |line: &str| format!("{:#}", parse(line).unwrap_err());
        assert!(text("everloop server start-dev --search-attribute Color=Paint").contains("no type Paint"));
        assert!(text("everloop server start-dev --ip there").contains("--ip there"));
        assert!(text("everloop server --db x --nonsense").contains("--nonsense"));
    }
}
