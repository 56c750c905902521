"""Addresses of the intake."""

from django.urls import path

from zhendi.web.intake import columns, doubts, exports, findings, runs, upload, writing

urlpatterns = [
    path("intake/", runs.index, name="intake"),
    path("intake/upload", upload.upload, name="intake-upload"),
    path("intake/exports", exports.exports, name="intake-exports"),
    path("intake/template", exports.template, name="intake-template"),
    path("intake/<int:run_id>", runs.run, name="intake-run"),
    path("intake/<int:run_id>/progress", runs.progress, name="intake-progress"),
    path("intake/<int:run_id>/check", upload.check, name="intake-check"),
    path("intake/<int:run_id>/findings", findings.findings, name="intake-findings"),
    path("intake/<int:run_id>/differences", findings.differences, name="intake-differences"),
    path("intake/<int:run_id>/rejected", findings.rejected, name="intake-rejected"),
    path("intake/<int:run_id>/files/<int:file_id>/columns", columns.columns, name="intake-columns"),
    path("intake/<int:run_id>/doubts", doubts.doubts, name="intake-doubts"),
    path("intake/<int:run_id>/write", writing.write, name="intake-write"),
    path("intake/<int:run_id>/undo", writing.undo, name="intake-undo"),
    path("intake/<int:run_id>/discard", writing.discard, name="intake-discard"),
]
