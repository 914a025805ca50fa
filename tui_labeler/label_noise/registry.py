"""The values of `noise = "…"`: what a final model does about wrong labels."""

NOISE = {
    "none": "tui_labeler.label_noise.robust:plain",
    "remove": "tui_labeler.label_noise.robust:remove",
    "discount": "tui_labeler.label_noise.robust:discount",
    "relabel": "tui_labeler.label_noise.robust:relabel",
    "weights": "tui_labeler.label_noise.robust:clean_weights",
    "smoothing": "tui_labeler.label_noise.robust:smooth",
    "mixup": "tui_labeler.label_noise.robust:mixup",
    "forward": "tui_labeler.label_noise.robust:forward",
    "backward": "tui_labeler.label_noise.robust:backward",
}
DEFAULT = "discount"
"""Never much worse than none where labels are clean, nearly as good as removal where not."""
