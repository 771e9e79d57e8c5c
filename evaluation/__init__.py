"""What is known of networks: reports, scores, comparisons, readings of all test images, and changed images."""
