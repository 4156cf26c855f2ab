"""Generated presentations of one person before the camera: a live head, and attacks on it of many species.

Everything is made from photos that the caller names; no face lies in the repository. A synthetic head stands for the
live person, ordinary image work for the attacks, so figures on this material tell which signal stops what, and not how
an attack with real paper, real screens and real people fares.

* `people`: photos of people, and which half of them is for calibrating and which for reporting.
* `cues`: what somebody does before the camera frame by frame while a script is shown.
* `camera`: light of the room and of the page, noise, JPEG. Every species is filmed by the same camera.
* `sheets`: paper and screens in space, flat or rolled.
* `live`, `prints`, `screens`, `injected`: the species.
* `species`: all of them by name; `perform` films one whole session.
* `make`: `python -m tests.attack_kit.make --photos FOLDER --out FOLDER --people N`.
"""
