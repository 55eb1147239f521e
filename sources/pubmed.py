"""A visit to PubMed: what is new for the watched Terms, as a Harvest.

New means created or entered within the window. The two dates differ: a record that comes a year late gets the old
publication date as its entry date (NLM Technical Bulletin 2008), so neither finds all alone. Windows are whole days and
overlap the last visit by ``look_back``; what the corpus has is not fetched again.

This file does NOT judge what an answer means (eutils.py), does NOT read records (pubmed_xml.py), does NOT match them.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
import re
import time
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import batched

import httpx

from literature.errors import BrokenSource
from literature.harvest import Cursor, Harvest, Unread
from literature.record import Record
from sources.eutils import SOURCE, Access, Eutils, ask, unavailable
from sources.http import Pace
from sources.pubmed_search import Found, Window, search
from sources.pubmed_xml import latest, read
