"""What the networks of our own learn from beside MNIST: pen strokes in, images of the network's kind out.

templates, traced digits, real pens, traced fonts -> strokes -> pen.drawn -> model.from_canvas -> deform.deformed, anew
each epoch; all of it together are the `lessons`, which a `learner` takes on any backend of Keras, or on an accelerator
"""
