output "endpoint_ids" {
  description = "VPC endpoint IDs by service, including existing endpoints that are extended."
  value = merge(
    { for service, endpoint in aws_vpc_endpoint.interface : service => endpoint.id },
    {
      "ecr.dkr" = var.ecr_dkr_endpoint_id
      "s3"      = var.s3_endpoint_id
    },
  )
}

output "security_group_id" {
  description = "ID of the security group of the interface endpoints."
  value       = aws_security_group.endpoints.id
}

output "s3_prefix_list_id" {
  description = "ID of the S3 prefix list. Security groups that restrict egress must allow outbound 443/tcp to it."
  value       = data.aws_prefix_list.s3.id
}
