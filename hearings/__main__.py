"""`hearing-monitor crawl aktobe` is `scrapy crawl aktobe` from any folder, without a scrapy.cfg."""

import os
import sys

from scrapy.cmdline import execute


def main() -> None:
    os.environ.setdefault("SCRAPY_SETTINGS_MODULE", "hearings.settings")
    execute(["hearing-monitor", *sys.argv[1:]])


if __name__ == "__main__":
    main()
