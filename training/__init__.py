"""What the networks of our own learn from beside MNIST: pen strokes in, images of the network's kind out.

templates or traced digits -> strokes -> pen.drawn -> model.from_canvas -> deform.Deformer, anew each epoch
"""
