show(photograph=camera, high_pass=high_pass(camera, 3), sharpened=np.clip(sharpen(camera, 3, 1.5), 0, 255))
