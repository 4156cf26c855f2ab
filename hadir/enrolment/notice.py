"""The privacy notice that a new installation begins with. The region publishes its own version when it has one."""

from __future__ import annotations

LEGAL_BASIS = "UU 27/2022 pasal 20 ayat (2) huruf c dan e, pasal 21; peraturan kepala daerah tentang presensi"

TEXT_ID = """Wajah Anda direkam untuk satu tujuan: membuktikan bahwa Anda sendiri yang hadir saat absen.

Yang disimpan: angka-angka yang mewakili wajah Anda (templat), dienkripsi dengan kunci yang hanya milik Anda. Foto saat perekaman dilihat operator OPD untuk memastikan orangnya benar, lalu dihancurkan setelah keputusan. Satu foto tiap absen disimpan terenkripsi untuk keperluan sengketa sampai batas waktu yang ditetapkan, lalu dihancurkan.

Yang tidak dilakukan: wajah Anda tidak dipakai untuk tujuan lain, nilai kemiripan tidak pernah keluar dari server, dan tidak ada hukuman yang dijatuhkan oleh mesin. Setiap keputusan yang merugikan diperiksa manusia.

Hak Anda: mengetahui, memperbaiki, membatasi, dan meminta penghancuran data; menolak keputusan otomatis; memilih cara lain yang setara bila wajah Anda tidak dapat atau tidak boleh direkam. Sampaikan kepada operator OPD atau pejabat pelindungan data daerah. Anda dapat menarik perekaman kapan saja dari halaman Perekaman: kuncinya dimusnahkan sehingga data tidak dapat dibuka lagi.
"""  # noqa: E501 - paragraphs of a letter

TEXT_EN = """Your face is recorded for one purpose: to prove that you yourself are present when you check in.

What is kept: numbers that stand for your face (a template), encrypted with a key of your own. The photo taken at recording is seen by your agency's operator, who makes sure that it is you, and is destroyed once that is decided. One photo of each check-in is kept encrypted for disputes until a fixed date and then destroyed.

What is not done: your face serves no other purpose, similarity scores never leave the server, and no machine punishes anybody. A human examines every decision against you.

Your rights: to know, correct, restrict and have your data destroyed; to object to automated decisions; to use an equal other way when your face cannot or may not be recorded. Turn to your agency's operator or the region's data protection officer. You can withdraw the recording at any time on the Recording page: its key is destroyed, so that the data can never be opened again.
"""  # noqa: E501 - paragraphs of a letter

# To be put into the text of a site that keeps reference crops (HADIR_KEEP_REFERENCE_CROPS), and published with
# `hadir notice publish --names-crops`.
CROPS_ID = """Beberapa potongan gambar wajah dari perekaman disimpan terenkripsi dengan kunci yang hanya milik Anda. Gunanya satu: bila mesin pengenal wajah diganti, templat baru dihitung dari potongan itu sehingga Anda tidak perlu merekam ulang. Sebelum mesin diganti, foto absen yang masih disimpan dibandingkan oleh kedua mesin; yang dicatat hanya jumlahnya, bukan nilai siapa pun. Potongan dihancurkan bersama templat."""  # noqa: E501 - a paragraph

CROPS_EN = """A few pictures of your face from the recording are kept, encrypted with a key of your own. They serve one purpose: when the face engine is replaced, the new template is computed from them, so that you need not be recorded again. Before an engine is replaced, both engines compare the check-in photos that are still kept; only counts are written down, nobody's score. The pictures are destroyed together with the template."""  # noqa: E501 - a paragraph
