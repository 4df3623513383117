"""The spam decision: normalise → rules → calibrated linear model → publish, hold or reject.

`model` and `normalise` and `rules` are pure and light; scikit-learn is imported only where a model is
loaded or trained (`pipeline`, `bundle`, `train`), so that a service without a model stays small.
"""
