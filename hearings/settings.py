"""Scrapy settings: polite and safe by default. Every `HEARINGS_` setting is an environment variable as well."""

import os

BOT_NAME = "hearings"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "hearings.commands"

# --- what an operator sets (see the README) ---
HEARINGS_DATABASE_URL = os.environ.get("HEARINGS_DATABASE_URL", "sqlite:///var/hearings.sqlite3")
HEARINGS_ARCHIVE = os.environ.get("HEARINGS_ARCHIVE", "var/archive")
HEARINGS_NOW = os.environ.get("HEARINGS_NOW", "")
HEARINGS_CONTACT = os.environ.get("HEARINGS_CONTACT", "")
HEARINGS_REPLAY = ""  # path of an archive to read instead of the network
HEARINGS_NORMS = os.environ.get("HEARINGS_NORMS", "")
HEARINGS_CALENDAR = os.environ.get("HEARINGS_CALENDAR", "")
HEARINGS_MAX_ATTACHMENT_MB = int(os.environ.get("HEARINGS_MAX_ATTACHMENT_MB", "64"))
HEARINGS_DATABASE_PATIENCE = float(os.environ.get("HEARINGS_DATABASE_PATIENCE", "60"))  # seconds
HEARINGS_ABSENT_IDS = int(os.environ.get("HEARINGS_ABSENT_IDS", "30"))

# --- manners ---
USER_AGENT = "hearing-monitor/0.1"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "hearing-monitor"
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = 1.0
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 1.0
AUTOTHROTTLE_MAX_DELAY = 30.0
COOKIES_ENABLED = False

# --- slow hosts ---
DOWNLOAD_TIMEOUT = 90
RETRY_TIMES = 3
# A name that does not resolve is not tried again: the resolver has tried already, and a machine without network
# should say so at once.
RETRY_EXCEPTIONS = [
    "scrapy.exceptions.DownloadConnectionRefusedError",
    "scrapy.exceptions.DownloadFailedError",
    "scrapy.exceptions.DownloadTimeoutError",
    "scrapy.exceptions.ResponseDataLossError",
    "twisted.internet.error.ConnectionDone",
    "twisted.internet.error.ConnectError",
    "twisted.internet.error.ConnectionLost",
    OSError,
]

# --- safety ---
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_MAXSIZE = 128 * 1024 * 1024  # lists of gov.kz can weigh tens of megabytes
DOWNLOAD_WARNSIZE = 0
REDIRECT_MAX_TIMES = 8
DEPTH_LIMIT = 0
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# --- stages ---
EXTENSIONS = {
    "hearings.logs.MaskedLogs": 0,
    "hearings.archive.ArchiveExtension": 10,
}
DOWNLOADER_MIDDLEWARES = {
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "hearings.manners.RobotsMiddleware": 100,
    "hearings.manners.ContactMiddleware": 490,
    "hearings.recall.RecallMiddleware": 900,
    "hearings.archive.FailureRecorder": 990,  # nearest to the network
}
ITEM_PIPELINES = {
    "pipelines.archive.ArchivePipeline": 10,
    "pipelines.text.TextPipeline": 100,
    "pipelines.fields.FieldsPipeline": 200,
    "pipelines.dates.DatesPipeline": 300,
    "pipelines.identity.IdentityPipeline": 400,
    "pipelines.validation.ValidationPipeline": 500,
    "pipelines.store.StorePipeline": 600,
}
# A hundred workers per response, the default, cost more than they bring.
CONCURRENT_ITEMS = 8

LOG_FORMATTER = "hearings.logs.QuietFormatter"
FEED_EXPORT_ENCODING = "utf-8"
