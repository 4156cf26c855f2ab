"""How well the engine does: verification after ISO/IEC 19795-1, attack detection after ISO/IEC 30107-3.

The statistics work on plain arrays and know no engine; `runner` is the only module that starts one.
`hadir face evaluate`, `hadir face pad-evaluate` and `hadir face calibrate` are thin shells around this package,
so that shipped thresholds and printed figures come from one and the same measurement.
"""
