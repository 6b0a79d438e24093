"""The packaged catalogue. Its version grows with every release that changes an event: the lake keeps it beside each."""

from shared.domain.event_catalogue.catalogue import Catalogue
from shared.domain.event_catalogue.of_carts import CARTS
from shared.domain.event_catalogue.of_checkout import CHECKOUT
from shared.domain.event_catalogue.of_discovery import DISCOVERY
from shared.domain.event_catalogue.of_products import PRODUCTS
from shared.domain.event_catalogue.of_reassurance import REASSURANCE
from shared.domain.event_catalogue.of_relations import RELATIONS
from shared.domain.event_catalogue.of_visits import VISITS

STANDARD = Catalogue(1, (*VISITS, *DISCOVERY, *PRODUCTS, *REASSURANCE, *CARTS, *CHECKOUT, *RELATIONS))
