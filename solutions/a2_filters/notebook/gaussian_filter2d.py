show(photograph=camera, sigma_2=gaussian_filter2d(camera, 2), sigma_8=gaussian_filter2d(camera, 8))
