"""The values of `noise = "…"`: what a final model does about wrong labels.

An option is a function `(training, checked, rng) -> training`; see `robust`.
"""

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
PLAIN = "none"
AUTO = "auto"
"""The default: discounts labels nobody vouches for, where that predicts held-out ones better."""
CHOICES = {AUTO: "tui_labeler.label_noise.choosing:discount_is_better", **NOISE}
