// SPDX-License-Identifier: Apache-2.0
// Dictionary 1, by `zstd --train --maxdict=2048 --dictID=1` on events of the business mails with every name, word,
// address and digest replaced by another. It is part of the format: it never changes; a better one gets another number.
#include "audit/packing.hpp"

namespace fumiban::audit {

std::string_view dictionary_base64() noexcept {
  return "N6Qw7AEAAAA4EKgj7TATNWyo9mZmJiIsonVVjXLGozWSQQIJJJCAMPf/fyZoeExERLBBesxYKxskfNH82MzMvAmTBAAIBITDQSTrZQAABIBE"
         "xIQIBUrHS8nDx6EBMjgMBmFIDAIDOAMAAI30jANUNAAAAAAkSoJhIoNAwQAB4QKSWCQMjAdGsUAgtCoAAAABAAAABAAAAAgAAABxV3Ayd3E2"
         "QT09In17InNlbmRlciI6InhkaXEudGZ1d2VvQHluem5ka2tvLm5lLmpwInh3dWcuanAiLCJyZWNpcGllbnRzIjpbInNibGl5Yi5oanhvZXhA"
         "Zm1xd2ZoYnouYWMuanAiXSwiZnJvbSI6IlwiTHR2bHUgUnFuaXFcIiA8ZnN0YnAubkBvaWpwaXQudGV2emQuY29tPiIsInN1YmplY3QiOiJP"
         "anJnZCBmb3Iga2JlYSB0ZHBlIiwibWVzc2FnZV9pZCI6Ijw5OHQxaDY3MW05bDMyMyQxMjJ3MmhhNSQyNjUwMDQzMiRAaHl5dXB2LmZ1emh4"
         "eWdiLmNvLmpwPiIsImNsaWVudCI6IjYyLjE1Mi4yNDIuMjU0IiwiaGVsbyI6Im1haWw5LmRrbG9hbWEuZ28uanAiLCJuYW1lcyI6WyJYbWRh"
         "anpsciBwdGF1cF81NjA5OTI1NS5rcmlqIl0sInVzZXIiOiJpY2JoamQifXsidGltZSI6IjIwMzQtMDgtMjdUMTY6MzQ6MTQuNDg3WiIsImV2"
         "ZW50IjoibWVzc2FnZSIsImludGVyZmFjZSI6Imh0dHAiLCJxdWV1ZSI6IkVCQTQzOTE5NTEiLCJzaXplIjoyNTg2LCJ0bHMiOiJUTFN2MS4z"
         "Iiwic3BmIjoic29mdGZhaWwiLCJka2ltIjoiZmFpbCIsImRtYXJjIjoicGFzcyIsInZlcmRpY3QiOiJjbGVhbiIsImxldmVsIjoxLCJhY3Rp"
         "b24iOiJkZWxpdmVyIiwicmVwb3J0IjoiUHhNOFpUbm4xWTVxK1VMRDZkLzRXOEJEU2cxZFNZbGRaamZoZkdEM2x1cyIsInByb2dyYW0iOiIw"
         "LjEuMCIsInJ1bGVzX2RpZ2VzdCI6Ii82Z2ZGR3EybUlxaXRPVDNRU3pDc0JBVzQvK0ovWElTbllhRkdxQTJBZ28iLCJwb2xpY3kiOiJQVkdk"
         "TURjb2lDY0hKb2t3YmJma2RadU1uNFB4OXM5SnVYWVVWa2N5cVVjIiwiY2lyY3Vtc3RhbmNlcyI6eyJjbG9jayI6MjA5MjI3NjU5NCwiZGly"
         "ZWN0aW9uIjoiaW5ib3VuZCJ9LCJzZWFsZWQiOiIyMDM0LTA4LTI3LkZDWkdKaHVpVVY0akYwUkFSdVZoWlR5T1pOMXNOVEhQTjh6dUpRUXBq"
         "L2w3RGFVVXNscC9ldWNpdjEyWWk4THh6eXVFZ0trV1VpVzgxZHhSOGhyaitQTW5BRVBGZGZCY09idzl2SVBCNVd6V3hMTXVrbUw0T0ovSExj"
         "QXd5Qy9tSHNONjFhYmY2dTdDZ0VUMG5GVFEyeXhxV3d4R09kcXJJSFpuaW5qWWVhc2Q2Z1JtVjhrdVc3eHUyTVlweEZwVG5PY0drQnZ1Z2Yw"
         "aUYxR1c0ZkUwVnNWV2d5V1JSYmt6SWZPSHZZaXdxQ0VNUWRxZ2t4MGdKMVBnVnZiNkIrMCt3K0MyVWNEOExibWk4RW1EeWl5TWxNRnpGbFRP"
         "T0RhM0VNY241aDJISitzQnBsU3ZGdndDQXJWWDBoNFIydEtZYXhVZTNZdVlYUjUzbVB4b21PZWZDdUdEIn17InNlbmRlciI6ImppZnIud25r"
         "aWJsQG1uZnN2bW9qLm9yZyIsInJlY2lwaWVudHMiOlsidXF4aXJmLm11cnZ2b0BpZWVjemQuY28uanAiXSwiZnJvbSI6Iue1jOmWiyDmm7jn"
         "rqEgPGl0by55QGlhYnVoYS55Y3FmZXcuanA+Iiwic3ViamVjdCI6IumhmOeiuumAoOWGheOCt+OCueODhuODoOOBruODkeOCueODr+ODvOOD"
         "iemWi+asoemhmOaWh+OBq+OBpOOBhOOBpiIsIm1lc3NhZ2VfaWQiOiI8ODA5NzIxNTUwMzI1NDU4NjQ0MjVAcmtkcHJ1LnB6YXF5Zi5uZS5q"
         "cD4iLCJjbGllbnQiOiI5Mi4xOTcuNjAuMTkzIiwiaGVsbyI6Im91dDYubG5pZG9vYi5uZS5qcCIsInVybHMiOlsiaHR0cHM6Ly93d3cub3Bp"
         "cWRnLmtmc2EuZ28uanAvIl0sIm5hbWVzIjpbWyLplovnkIbmnIjosrvmrKEudHh0IiwiIGF0dGFjaG1lbnQ7XHJcblx0ZmlsZW5hbWU9XCI9"
         "P3V0Zi04P0I/NW9UTjl3azE0dnFRNW9VUjdtazZWclg2cVE9PT89XCIiXV19eyJ0aW1lIjoiMjAzMy0xMC0yM1QxNzoxNjoyNy41OTlaIiwi"
         "ZXZlbnQiOiJtZXNzYWdlIiwiaW50ZXJmYWNlIjoibWlsdGVyIiwicXVldWUiOiJCMzU3RDk3RTEzIiwic2l6ZSI6NjcyMSwidGxzIjoiVExT"
         "djEuMyIsInNwZiI6InBhc3MiLCJka2ltIjoicGFzcyIsImRtYXJjIjoicGFzcyIsInBhcnRzIjpbeyJwYXJ0Ijo1LCJ0eXBlIjoib294bWwi"
         "LCJzaXplIjoyMTgxLCJzaGEyNTYiOiI=";
}

} // namespace fumiban::audit
